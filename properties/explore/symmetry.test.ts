import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { auditSymmetry } from '../../src/explore/audit-symmetry.ts';
import { explore } from '../../src/explore/explore.ts';
import { spaceOf } from '../../src/explore/space.ts';
import { finishNow } from '../../src/kernel/event-loop.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { renameJson } from '../../src/kernel/json.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { everyPolicySet, scopeOf } from '../queue/worlds.ts';
import { increments, twoPhaseCommit } from './known-models.ts';

test.each(everyPolicySet)('the queue with $title treats its workers alike, and its jobs', ({ policies }) => {
  const model = queue.model(policies, scopeOf('large'));
  const property = fc.property(fc.limitShrink(interleavings(model, queue.generation, 25), 300), (commands) => {
    let state = model.initial;
    for (const command of commands) ({ state } = stepOnCopy(model, state, command));
    finishNow(auditSymmetry(model, state));
  });
  expect(() => fc.assert(property, { numRuns: 20, seed: 1 })).not.toThrow();
});

test('states that differ only by names have the same fingerprint, and others have not', () => {
  const model = queue.model(everyPolicySet[0]?.policies as never, scopeOf('large'));
  const space = spaceOf(model, { symmetry: true, distances: true, seed: 5 });
  const groups = model.symmetry ?? [];
  const shuffles = fc.tuple(...groups.map((group) => fc.shuffledSubarray([...group], { minLength: group.length })));
  const runs = fc.limitShrink(interleavings(model, queue.generation, 25), 300);
  const property = fc.property(runs, shuffles, (commands, orders) => {
    let state = model.initial;
    for (const command of commands) ({ state } = stepOnCopy(model, state, command));
    const names = new Map(
      groups.flatMap((group, at) => group.map((name, rank): [string, string] => [name, orders[at]?.[rank] ?? name])),
    );
    expect(space.fingerprint(renameJson(state, names))).toEqual(space.fingerprint(state));
    expect(space.fingerprint({ ...state, faults: state.faults + 1 })).not.toEqual(space.fingerprint(state));
  });
  fc.assert(property, { numRuns: 200, seed: 1 });
});

describe('a model that is not as symmetric as it says is found out', () => {
  test('one that prefers a name', async () => {
    const model = increments(3, { withLock: true });
    const unfair = { ...model, commands: (state: typeof model.initial) => model.commands(state).slice(0, 1) };
    await expect(explore(unfair)).rejects.toThrow(
      /says that p1 and p2 are interchangeable, but .* is not enabled for the other/,
    );
  });

  test('one that treats a name differently', async () => {
    const model = twoPhaseCommit(3);
    const step: typeof model.step = (draft, command) => {
      if ('rm' in command && command.rm === 'rm2' && command.type === 'prepare') draft.isAbortSent = true;
      return model.step(draft, command);
    };
    await expect(explore({ ...model, step })).rejects.toThrow(
      /rm1 and rm2 are interchangeable, but .*"prepare".* treats them differently/,
    );
  });

  test('one whose invariant knows a name', async () => {
    const model = increments(2, { withLock: false });
    const invariants = [
      {
        id: 'FIRST',
        says: 'The first one never reads.',
        holds: ({ processes }: typeof model.initial) => processes['p1']?.at !== 'read',
      },
    ];
    await expect(explore({ ...model, invariants })).rejects.toThrow(/FIRST is not the same for both/);
  });
});
