import { describe, expect, test } from 'vitest';
import { scenario } from '../../failure_modes/FM_001_duplicate_retry/scenario.ts';
import type { QueueCommand, QueueOutcome, QueuePolicies } from '../../src/alphabets/queue.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openQueue } from '../../src/subjects/queue/systems.ts';

// What an operator sees of FM_001, where it happens and where it is prevented.

const scope = scenario.scope as QueueScope;
const commands = scenario.commands as readonly QueueCommand[];
const openings = Object.entries(openQueue).map(([name, open]) => ({ name, open }));

test.each(openings)('on $name a duplicate retry raises an alarm: two effects and no commit yet', async ({ open }) => {
  const system = await open(policiesWithout(queue, scenario.without) as QueuePolicies, scope);
  try {
    for (const command of commands) await system.perform(command);
    expect(await system.detect()).toMatchObject({
      commits: 0,
      effects: 2,
      alarms: [{ job: 'j1', commits: 0, effects: 2 }],
    });
  } finally {
    await system.close();
  }
});

/** The scenario, and then both workers do what they have left to do: the second one first. */
const withLateCommits: readonly QueueCommand[] = [
  ...commands,
  { type: 'commit', worker: 'w2' },
  { type: 'commit', worker: 'w1' },
];

// Fencing hides the commit boundary: it stops the late worker before the boundary has to. So each is shown alone, too.
describe.each([
  { off: [], outcome: { type: 'stale', token: 2 } },
  { off: ['fencing'], outcome: { type: 'alreadyCommitted', by: 2 } },
])('with the commit boundary, off: $off', ({ off, outcome }) => {
  const policies = policiesWithout(queue, off) as QueuePolicies;
  const full = queue.model(policies, scope);
  const broken = new Set([...scenario.breaks.during, ...scenario.breaks.settled]);
  const model = {
    ...full,
    invariants: full.invariants.filter(({ id }) => broken.has(id)),
    settled: full.settled.filter(({ id }) => broken.has(id)),
  };

  test.each(openings)(
    `on $name the late worker gets ${outcome.type}, and the operator sees its commit`,
    async ({ open }) => {
      const system = await open(policies, scope);
      const outcomes: QueueOutcome[] = [];
      try {
        const lockstep = await startLockstep(model, system, { observe: (step) => outcomes.push(step.outcome) });
        for (const command of withLateCommits) await lockstep.perform(command);
        await lockstep.recover();
        expect(await system.detect()).toMatchObject({ commits: 1, effects: 1, alarms: [] });
        expect((await system.detect()).duplicateAttempts).toEqual([
          { execution: 1, job: 'j1', attempt: 1, worker: 'w1' },
        ]);
      } finally {
        await system.close();
      }
      expect(outcomes.slice(-2)).toEqual([{ type: 'committed' }, outcome]);
    },
  );
});
