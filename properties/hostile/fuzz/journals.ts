import type { SQLInputValue } from 'node:sqlite';
import * as fc from 'fast-check';
import type { DamagedJournals } from '../damaged-journals.ts';
import { columns } from '../damaged-journals.ts';
import type { Attempt } from './attempt.ts';
import { hostileText } from './texts.ts';
import { flipped } from './traces.ts';

/** A journal from which damaged ones are made. */
export interface WholeJournal extends Pick<DamagedJournals, 'fieldsOf'> {
  readonly bytes: Uint8Array;
  /** The bytes of a copy that was changed by this. */
  changed(sql: string, ...values: SQLInputValue[]): Uint8Array;
}

const pageBytes = 4096;

const value: fc.Arbitrary<SQLInputValue> = fc.oneof(
  fc.constantFrom<SQLInputValue>(null, -1, 0, 0.5, 1e300, 2n ** 53n + 1n, 2n ** 63n - 1n),
  fc.constantFrom('{}', '[]', '[[]]', 'null', '{"a":[', '"__proto__"', '2026-01-01', '['.repeat(50_000)),
  fc.constantFrom(Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(0xff, 0xfe, 0, 0)),
  hostileText,
);

/** A change of one value, of one field of a JSON text, or of the bits of one page. */
function damages(whole: WholeJournal): fc.Arbitrary<Uint8Array> {
  const jsonFields = columns
    .filter(([, , isJson]) => isJson)
    .flatMap(([table, column]) => whole.fieldsOf(table, column).map((field) => [table, column, field] as const));
  const pages = Math.floor(whole.bytes.length / pageBytes);
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...columns), value)
      // A column that takes no NULL keeps its value.
      .map(([[table, column], to]) => whole.changed(`UPDATE OR IGNORE ${table} SET ${column} = ?`, to)),
    fc
      .tuple(fc.constantFrom(...jsonFields), fc.constantFrom('null', '{}', '[[]]', '"\u202E"', '-1', '1e300'))
      .map(([[table, column, field], json]) =>
        whole.changed(`UPDATE ${table} SET ${column} = json_set(${column}, ?, json(?))`, field, json),
      ),
    hostileText.map((text) => whole.changed('UPDATE finding SET details = ?', text)),
    fc
      .record({
        page: fc.nat({ max: pages - 1 }),
        flips: fc.array(fc.tuple(fc.nat({ max: pageBytes - 1 }), fc.nat({ max: 7 })), { minLength: 1, maxLength: 8 }),
      })
      .map(({ page, flips }) =>
        flipped(
          whole.bytes,
          flips.map(([at, bit]) => [page * pageBytes + at, bit] as const),
        ),
      ),
  );
}

/** A file that is nearly a journal, where a journal is read. */
export function journalAttempts(whole: WholeJournal): fc.Arbitrary<Attempt> {
  return fc
    .record({
      bytes: damages(whole),
      args: fc.constantFrom(
        ['report'],
        ['report', '--json'],
        ['overnight', '--resume'],
        ['overnight', '--resume', '--json'],
      ),
    })
    .map(({ bytes, args }) => ({ args, files: { '.faultbook/overnight.db': bytes } }));
}
