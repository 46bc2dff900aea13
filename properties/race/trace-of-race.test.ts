import { expect, test } from 'vitest';
import type { RaceStep } from '../../src/kernel/race.ts';
import { traceOfRace } from '../../src/race/trace-of-race.ts';

const call = (actor: string, settled: readonly string[]): RaceStep => ({ actor, kind: 'call', command: 'x', settled });
const [first, second] = [{ type: 'first' }, { type: 'second' }];

test('outcomes and errors stand in the order in which the commands ended', () => {
  const operation = { calledAt: 1, returnedAt: 2 };
  const { outcomes } = traceOfRace(
    { subject: 's', system: 'x', policies: {}, scope: {} },
    {
      race: {
        before: [],
        atOnce: [
          { actor: 'clock', commands: [first] },
          { actor: 'w1', commands: [first, second] },
        ],
      },
      run: {
        steps: [call('w1', ['w1']), call('w1', ['clock', 'w1'])],
        operations: [
          { ...operation, actor: null, command: first, outcome: { type: 'ticked' } },
          { ...operation, actor: 'w1', command: second, outcome: { type: 'done' } },
        ],
        thrown: [{ actor: 'w1', message: 'Error: no' }],
        view: {},
        choices: [],
      },
      preemptions: 0,
      violation: { kind: 'threw', details: '' },
      recovery: [],
    },
    { certificate: null, foundBy: { who: 'a test' } },
  );
  expect(outcomes).toEqual([
    { actor: 'w1', thrown: 'Error: no' },
    { actor: 'clock', outcome: { type: 'ticked' } },
    { actor: 'w1', outcome: { type: 'done' } },
  ]);
});
