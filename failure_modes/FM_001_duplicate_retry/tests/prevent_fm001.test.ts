import { describe, expect, test } from 'vitest';
import { startLockstep } from '../../../src/check/lockstep.ts';
import { neighbourhood } from '../../../src/check/neighbourhood.ts';
import { pairOf, violationOf } from '../../../src/check/run.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import { fallsOf } from '../../../src/minimise/falls.ts';
import type { QueueCommand, QueueOutcome } from '../../../src/model/queue/commands.ts';
import type { QueuePolicies } from '../../../src/model/queue/policies.ts';
import type { QueueScope } from '../../../src/model/queue/state.ts';
import { openQueue, queue } from '../../../src/subjects/queue.ts';
import { scenario } from '../scenario.ts';

const shipped = allPolicies(queue) as QueuePolicies;
const scope = scenario.scope as QueueScope;
const commands = scenario.commands as readonly QueueCommand[];
const broken = new Set([...scenario.breaks.during, ...scenario.breaks.settled]);

/** Only what FM_001 breaks is asked for here: without fencing, its own invariants fall. */
function watched<I extends { readonly id: string }>(invariants: readonly I[]): I[] {
  return invariants.filter(({ id }) => broken.has(id));
}

const openings = Object.entries(openQueue).map(([name, open]) => ({ name, open }));

/** The scenario, and then both workers do what they have left to do: the second one first. */
const withLateCommits: readonly QueueCommand[] = [
  ...commands,
  { type: 'commit', worker: 'w2' },
  { type: 'commit', worker: 'w1' },
];

// Fencing hides the commit boundary: it stops the late worker before the boundary has to. So each is shown alone, too.
describe.each([
  { fencing: true, told: { type: 'stale', token: 2 } },
  { fencing: false, told: { type: 'alreadyCommitted', by: 2 } },
])('FM_001: with the commit boundary, and fencing $fencing', ({ fencing, told }) => {
  const policies = { ...shipped, fencing };
  const full = queue.model(policies, scope);
  const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };

  test.each(queue.systems)('the same commands break nothing on $name', async ({ name: system }) => {
    expect(await violationOf({ ...pairOf(queue, { system, policies, scope }), model }, commands)).toBeNull();
  });

  test.each(openings)(`on $name the late worker is told that it is ${told.type}`, async ({ open }) => {
    const system = await open(policies, scope);
    const outcomes: QueueOutcome[] = [];
    try {
      const lockstep = await startLockstep(model, system, { observe: ({ outcome }) => outcomes.push(outcome) });
      for (const command of withLateCommits) await lockstep.perform(command);
      await lockstep.recover();
      expect(system.detect()).toMatchObject({ commits: 1, effects: 1, alarms: [] });
      // Whatever the late worker was told, the operator can see that it came.
      expect(system.detect().duplicateAttempts).toEqual([{ execution: 1, job: 'j1', attempt: 1, worker: 'w1' }]);
    } finally {
      await system.close();
    }
    expect(outcomes.slice(-2)).toEqual([{ type: 'committed' }, told]);
  });

  test('on the model no run within three commands of the scenario breaks what FM_001 breaks', () => {
    const near = [...neighbourhood(model, commands, 3)];
    expect(near.filter((run) => fallsOf(model, run).length > 0)).toEqual([]);
    expect(near.length).toBeGreaterThan(3000);
  });

  test('on sqlite no run within two commands of the scenario breaks what FM_001 breaks', async () => {
    const pair = { ...pairOf(queue, { system: 'sqlite', policies, scope }), model };
    const near = [...neighbourhood(model, commands, 2)];
    const found: unknown[] = [];
    for (const run of near) found.push(await violationOf(pair, run));
    expect(found.filter((violation) => violation !== null)).toEqual([]);
    expect(near.length).toBeGreaterThan(300);
  });
});
