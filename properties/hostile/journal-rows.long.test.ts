import type { SQLInputValue } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { columns, damagedJournals, errorsOf } from './damaged-journals.ts';

const { changed, fieldsOf } = damagedJournals();

const values: readonly SQLInputValue[] = [
  '',
  'a text',
  '{}',
  '[]',
  'null',
  '{"a":{"b":[',
  -1,
  0.5,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  Uint8Array.of(),
  Uint8Array.of(1, 2, 3, 4, 5),
];

/** Each is one line that names the journal. */
function expectLines(errors: readonly string[]): void {
  for (const message of errors) expect(message).toMatch(/^[^\n\r]*(?:journal|campaign)[^\n\r]*$/);
}

describe('a journal is read, or is refused in one line', () => {
  test.each(columns)('with any value in %s.%s', async (table, column) => {
    for (const value of values) expectLines(await errorsOf(changed(`UPDATE ${table} SET ${column} = ?`, value)));
  });

  test.each(columns.filter(([, , isJson]) => isJson))('with any field of %s.%s changed', async (table, column) => {
    const fields = fieldsOf(table, column);
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) {
      for (const value of ['null', '{}', '[[]]', '"text"', '-1', '1e300', 'true'])
        expectLines(
          await errorsOf(changed(`UPDATE ${table} SET ${column} = json_set(${column}, ?, json(?))`, field, value)),
        );
    }
  });
});
