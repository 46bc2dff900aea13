import { expect, test } from 'vitest';
import { renderRaces } from '../../src/report/race.ts';

const report = {
  preemptions: 1,
  depth: 2,
  races: 1,
  of: 1,
  schedules: 2,
  statements: 4,
  outcomes: { booked: 2 },
  overlapsNeeded: {},
  notCounted: {},
  withoutStatement: [],
  atOnce: 2,
  oneSteps: [],
  found: null,
  isWhole: true,
  isInterrupted: false,
};
const words = { format: ({ type }: { type: string }) => type, answer: String };

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
