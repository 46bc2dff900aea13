import { expect, test } from 'vitest';
import { renderRaces } from '../../src/report/race.ts';

const report = {
  preemptions: 1,
  search: 'bounded' as const,
  orders: 0,
  redundant: 0,
  unresolved: [],
  random: null,
  depth: 2,
  races: 1,
  of: 1,
  kinds: [],
  schedules: 2,
  withFault: 0,
  faults: [],
  statements: 4,
  outcomes: { booked: 2 },
  overlapsNeeded: {},
  notCounted: {},
  withoutStatement: [],
  atOnce: 2,
  oneSteps: [],
  functions: [],
  found: null,
  isWhole: true,
  isInterrupted: false,
};
const words = { format: ({ type }: { type: string }) => type, answer: String };

test('statements that are not resolved are listed', () => {
  const lines = renderRaces({ ...report, search: 'all', unresolved: ['SELECT dynamic()'] }, words);
  const at = lines.indexOf('not resolved, so that they meet every other move:');
  expect(lines[at + 1]).toBe('  SELECT dynamic()');
  expect(renderRaces(report, words).join(' ')).not.toContain('not resolved');
});

test('the schedules and what they cover are in words', () => {
  const rendered = (more: object): string =>
    renderRaces({ ...report, ...more }, words)
      .join(' ')
      .replaceAll(/\s+/g, ' ');
  expect(rendered({})).toMatch(
    / 2 schedules with at most 1 preemption, 4 .* holds: in every schedule with at most 1 preem/,
  );
  const all = rendered({ search: 'all', schedules: 5, orders: 3, redundant: 1 });
  expect(all).toContain(
    '5 schedules: those with at most 1 preemption, and then 3, one for each order of the moves that depend on one another; 1 further schedule turned out to be the same as one of them, 4 statements',
  );
  expect(all).toContain(
    'holds: in every schedule; of those that differ only in the order of independent moves one was run',
  );
  expect(rendered({ search: 'unreduced' })).toMatch(/ 2 schedules, 4 statements .* holds: in every schedule$/);
  const cut = rendered({ faults: ['cut'], schedules: 9, withFault: 7 });
  expect(cut).toMatch(/ 9 schedules \(in 7 of them a connection is cut\) with at most 1 preemption, /);
  expect(cut).toMatch(/ holds: in every schedule with at most 1 preemption, and in each of them with one cut$/);
  expect(rendered({ faults: ['cut'], search: 'all' })).toMatch(
    / one was run; with a cut in every schedule with at most 1 preemption$/,
  );
  expect(rendered({ faults: ['cut'], search: 'unreduced' })).toMatch(
    / in every schedule, and in each of them with one cut$/,
  );
  const random = rendered({ search: 30, schedules: 31, random: { depth: 2, bound: 0.956 } });
  expect(random).toContain('31 schedules: of each race the usual one, and 30 at random, 4 statements');
  expect(random).toMatch(/that needs 1 preemption is found in each race with a probability of 95\.6 % at least$/);
});

test('statements that are one step with their commit are listed with the reason', () => {
  const oneSteps = [
    { statement: 'VACUUM seats', because: 'cannot run in a transaction' },
    { statement: `INSERT INTO seats VALUES (${'1, '.repeat(40)}2); SELECT 1`, because: 'several statements' },
  ];
  const lines = renderRaces({ ...report, oneSteps }, words);
  expect(lines.slice(3, -1)).toEqual([
    'one step each, with their commit:',
    '  VACUUM seats (cannot run in a transaction)',
    '  INSERT INTO seats VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,',
    '    1,… (several statements)',
  ]);
  const many = Array.from({ length: 12 }, () => oneSteps[0] ?? { statement: '', because: '' });
  expect(renderRaces({ ...report, oneSteps: many }, words).at(-2)).toBe('  and 2 other statements');
  expect(renderRaces(report, words).join('\n')).not.toContain('one step each');
});

test('races of further kinds are counted by scope, apart from those of the smallest', () => {
  const kinds = [
    { scope: 'storm', races: 3, of: 3 },
    { scope: 'large', races: 1, of: 1_200 },
  ];
  const text = renderRaces({ ...report, races: 5, of: 1_204, kinds }, words)
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  expect(text).toContain('1 of 1 race of 2 commands from the states within 2 commands, and a race of each kind that');
  expect(text).toContain('other scopes add (storm 3, large 1 of 1,200), 2 schedules with at most');
});

test('functions of the server that are one move are named, and the verdict stays', () => {
  const functions = ['claim', ...Array.from({ length: 9 }, (_, at) => `f${at}`)];
  const lines = renderRaces({ ...report, functions }, words);
  const text = lines.join(' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain('actor within claim, f0, f1, f2, f3, f4, f5, f6, 2 others: a function of the server');
  expect(lines.at(-1)).toBe(renderRaces(report, words).at(-1));
});
