import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { racesAmong, readFailureModes } from '../../../src/corpus/failure-modes.ts';
import { bookingMatrix as matrix } from '../../../src/lab/isolation-matrix/booking/booking-matrix.ts';
import type { MatrixCell } from '../../../src/lab/isolation-matrix/matrix.ts';
import { renderHoldingRuns, renderMatrix } from '../../../src/lab/isolation-matrix/report/matrix.ts';
import { withFailureMode } from '../../../src/lab/isolation-matrix/run-matrix.ts';
import { expectQuoted } from '../../quoted.ts';

const document = readFileSync(join(import.meta.dirname, '../../../docs/subjects/booking.md'), 'utf8');
const modes = racesAmong(await readFailureModes(join(import.meta.dirname, '../../../failure_modes')));

/** What is known of each, from elsewhere: nothing in `src` says so. Where the third is true, somebody is refused by 40001. */
const known: readonly (readonly [pattern: string, ...overbooks: readonly [rc: boolean, rr: boolean, s: boolean]])[] = [
  ['check then insert', true, true, false],
  ['insert … select', true, true, false],
  ['lock the bookings', true, true, false],
  ['lock the parent', false, true, false],
  ['advisory lock', false, true, false],
  ['version column', false, false, false],
  ['conditional counter', false, false, false],
  ['exclusion constraint', false, false, false],
];

const cells: MatrixCell[] = [];

beforeAll(async () => {
  const open = await matrix.open();
  for (const { name } of matrix.patterns)
    for (const setting of matrix.settings) cells.push(await open.cell({ pattern: name, setting }));
  await open.close();
}, 120_000);

function cellOf(pattern: string, setting: string): MatrixCell {
  const cell = cells.find((one) => one.pattern === pattern && one.setting === setting);
  if (cell === undefined) throw new Error(`there is no cell of ${pattern} at ${setting}`);
  return cell;
}

/** In how many orders two can send so many statements each where nobody ever waits. */
function ordersOf(each: number): number {
  let orders = 1;
  for (let index = 1; index <= each; index += 1) orders = (orders * (each + index)) / index;
  return orders;
}

test('there are eight patterns and three isolation levels, and every cell is run', () => {
  expect(matrix.patterns.map(({ name }) => name)).toEqual(known.map(([name]) => name));
  expect(matrix.settings).toEqual(['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']);
  expect(cells).toHaveLength(24);
});

describe.each(known)('%s', (pattern, ...overbooks) => {
  test('overbooks where it is known to, and nowhere else', () => {
    expect(matrix.settings.map((setting) => cellOf(pattern, setting).broken > 0)).toEqual(overbooks);
  });

  test('every interleaving gives the unit to two, one or none, and some give it to one', () => {
    for (const setting of matrix.settings) {
      const { interleavings, broken, right, neither } = cellOf(pattern, setting);
      expect(broken + right + neither).toBe(interleavings);
      expect(right).toBeGreaterThan(0);
    }
  });

  test('the run that is shown has the fewest statements, and both go through', () => {
    for (const setting of matrix.settings) {
      const { broken, shortest } = cellOf(pattern, setting);
      expect(shortest === null).toBe(broken === 0);
      const commits = (shortest ?? []).filter(({ answer }) => answer === 'COMMIT');
      expect(commits).toHaveLength(broken === 0 ? 0 : 2);
    }
  });
});

test('each cell that holds has an overlapping run in which one client gets the unit', () => {
  for (const { pattern, setting, broken, held, refusals } of cells) {
    expect(held === null, `${pattern} at ${setting}`).toBe(broken > 0);
    if (held === null) continue;
    const ends = held.flatMap(({ statement }, index) => (/^(COMMIT|ROLLBACK)$/.test(statement) ? [index] : []));
    expect(new Set(held.slice(0, ends[0]).map(({ who }) => who))).toEqual(new Set(['T1', 'T2']));
    expect(
      held.filter(({ statement, answer }) => statement.startsWith('INSERT') && answer === 'INSERT 1').length,
    ).toBeGreaterThan(0);
    // The one without it was refused by an error, or was told that there is nothing left.
    const answers = held.flatMap(({ answer, woken }) => [{ answer }, woken].flat().map((reported) => reported.answer));
    const refused = answers.filter((answer) => answer.startsWith('refused: '));
    expect(refused.every((answer) => Object.hasOwn(refusals, answer.slice('refused: '.length)))).toBe(true);
    expect(refused.length > 0 || answers.some((answer) => /^(UPDATE 0|booked 2)$/.test(answer))).toBe(true);
  }
});

test('at SERIALIZABLE whatever overbooks elsewhere is refused by 40001 instead', () => {
  for (const [pattern, ...overbooks] of known) {
    const refusals = cellOf(pattern, 'SERIALIZABLE').refusals;
    expect(Object.hasOwn(refusals, '40001') || !overbooks.includes(true), pattern).toBe(true);
  }
});

test('a lock that comes first leaves fewer orders, and without a wait all are possible', () => {
  expect(cellOf('check then insert', 'READ COMMITTED').interleavings).toBe(ordersOf(3));
  expect(cellOf('insert … select', 'READ COMMITTED').interleavings).toBe(ordersOf(2));
  expect(cellOf('advisory lock', 'READ COMMITTED').interleavings).toBeLessThan(ordersOf(4));
});

test('a client that waited for a lock counts by its older snapshot', () => {
  for (const pattern of ['lock the parent', 'advisory lock']) {
    const steps = cellOf(pattern, 'REPEATABLE READ').shortest ?? [];
    const woken = steps.findIndex((step) => step.woken.length > 0);
    expect(steps[woken]?.answer).toBe('COMMIT');
    expect(steps[woken + 1]).toMatchObject({ statement: expect.stringMatching(/^SELECT count/), answer: 'booked 1' });
  }
});

test('a cell that overbooks has its level’s failure mode; a cell that holds has none', () => {
  const named = cells.map((cell) => withFailureMode(matrix, cell, modes));
  const ofLevel: Record<string, string> = { 'READ COMMITTED': 'FM_107', 'REPEATABLE READ': 'FM_106' };
  for (const { pattern, setting, broken, failureMode } of named)
    expect(failureMode, `${pattern} at ${setting}`).toBe(broken > 0 ? ofLevel[setting] : null);
  // Another subject's cell of the same name is none of theirs.
  const doors = { ...matrix, subject: { ...matrix.subject, name: 'doors' } };
  expect(cells.map((cell) => withFailureMode(doors, cell, modes).failureMode)).toEqual(cells.map(() => null));
});

test('its page shows what `npm run matrix -- booking` prints, and each pattern', () => {
  const interleavings = cells.reduce((sum, cell) => sum + cell.interleavings, 0);
  const named = cells.map((cell) => withFailureMode(matrix, cell, modes));
  const report = { subject: 'booking', says: matrix.says, verdict: 'complete', interleavings, cells: named } as const;
  const reported = renderMatrix(matrix, report);
  expect(document).toContain(`\`\`\`\n${reported.join('\n')}\n\`\`\``);
  expect(document).toContain(`\`\`\`${renderHoldingRuns(cells).join('\n')}\n\`\`\``);
  expect(cells.filter(({ broken }) => broken === 0)).toHaveLength(16);
  expectQuoted('docs/subjects/booking.md', 'each of the sixteen cells that hold');
  expect([...reported, ...renderHoldingRuns(cells)].filter((line) => line.length > 120)).toEqual([]);
  for (const { name } of matrix.patterns) expect(document).toContain(`- **${name}**`);
});
