import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runHere } from '../cli/in-process.ts';
import { columns, errorOfReading, errorOfResuming, damagedJournals, errorsOf } from './damaged-journals.ts';

const { folder, changed, made } = damagedJournals();

/** Each is one line that names the journal. */
function expectLines(errors: readonly string[]): void {
  for (const message of errors) expect(message).toMatch(/^[^\n\r]*journal[^\n\r]*$/);
}

describe('a journal with a damaged row', () => {
  test('is whole before it is damaged', async () => {
    expect(await errorOfReading(changed('SELECT 1'))).toBeNull();
    expect(await errorOfResuming(changed('SELECT 1'))).toBeNull();
  });

  test.each(columns)('is read, or is refused in one line, with another value in %s.%s', async (table, column) => {
    for (const value of [-1, '{"a":[', Uint8Array.of(1)])
      expectLines(await errorsOf(changed(`UPDATE ${table} SET ${column} = ?`, value)));
  });

  test.each([
    ["UPDATE campaign SET budget = '[]'", 'a row of campaign: budget: '],
    ["UPDATE share SET share = '{'", 'a row of share: share: is no JSON'],
    ["UPDATE batch SET states = x'00'", 'a row of incidence: states: has not 3 words for each entry'],
    ["UPDATE batch SET kinds = x'00000000'", 'a row of batch: kinds: has not 2 words for each entry'],
    ["UPDATE finding SET trace = '{}'", 'the run of the finding found is not a trace: it has no version'],
    ['UPDATE batch SET runs = 9223372036854775807', 'Value is too large to be represented as a JavaScript number'],
    ['DROP TABLE share', 'no such table: share'],
  ])('is refused with its place: %s', async (sql, place) => {
    const message = await errorOfResuming(changed(sql));
    expect(message).toContain(`overnight.db is no journal, or is damaged (${place}`);
    expect(message).toMatch(/\): restore it, or move it away$/);
  });
});

describe('a database that is no journal', () => {
  test.each([
    ['CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT * FROM n', 'view'],
    ['CREATE TRIGGER more AFTER INSERT ON batch BEGIN DELETE FROM finding; END', 'trigger'],
    ['CREATE TABLE accounts (id INTEGER)', 'table'],
  ])('is refused, and is not changed: %s', async (sql, what) => {
    const path = changed(sql);
    const bytes = readFileSync(path);
    const refusal = new RegExp(`^[^\\n]*overnight\\.db is no journal: it has the ${what} '\\w+'; move it away$`);
    expect(await errorOfReading(path)).toMatch(refusal);
    expect(await errorOfResuming(path)).toMatch(refusal);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('is refused where it is of another program, of version 0', async () => {
    const path = made('CREATE TABLE accounts (id INTEGER)');
    expect(await errorOfReading(path)).toMatch(/is no journal: it has the table 'accounts'; move it away$/);
    expect(await errorOfResuming(path)).toMatch(/is no journal: it has the table 'accounts'; move it away$/);
  });

  test('with damaged pages is named in one line, and not in two', async () => {
    const path = changed('SELECT 1');
    const bytes = readFileSync(path);
    bytes.fill(0xa5, bytes.length - 1500);
    writeFileSync(path, bytes);
    const { code, out, err } = await runHere(['report'], { cwd: folder });
    expect(err).toMatch(/^faultbook: [^\n]*overnight\.db is no journal, or is damaged \([^\n]*\): restore it[^\n]*\n$/);
    expect([code, out]).toEqual([2, '']);
  });
});

describe('a campaign whose counterexamples are kept outside of the folder', () => {
  test.each(['/elsewhere', '../elsewhere', 'kept/../../elsewhere'])(
    'is resumed only where the user names %s',
    async (place) => {
      changed('UPDATE campaign SET folder = ?', place);
      const asked = await runHere(['overnight', '--resume'], { cwd: folder });
      expect([asked.code, asked.out, asked.err]).toEqual([
        2,
        '',
        `faultbook: the last campaign keeps its counterexamples in ${place}: if that is right, add --counterexamples ${place}\n`,
      ]);
      const other = await runHere(['overnight', '--resume', '--counterexamples', 'here'], { cwd: folder });
      expect([other.code, other.err]).toEqual([
        2,
        `faultbook: the last campaign keeps its counterexamples in ${place}, and --counterexamples names here\n`,
      ]);
      const named = await runHere(['overnight', '--resume', '--counterexamples', place], { cwd: folder });
      // It goes on as far as to the subject, which is none of those that are shipped.
      expect([named.code, named.err]).toEqual([
        2,
        expect.stringMatching(/^faultbook: the journal names the subject 'planted'/),
      ]);
    },
  );
});
