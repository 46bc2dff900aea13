import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

/** No order of recovery from a state of a medium scope takes more commands than this. */
const longestRecovery = 60;

test.each(everyPolicySet)('$title: recovery ends in whatever order it is taken', ({ subject, policies, off }) => {
  const model = subject.model(policies, scopeOf(subject, 'medium'));
  // Without a policy some of them fall, as the ablation shows.
  const mustHold = off === null ? model.settled : [];
  const property = fc.property(
    // One that fails is shrunk for seconds, not for minutes.
    fc.limitShrink(interleavings(model, subject.generation, 25), 300),
    fc.limitShrink(fc.array(fc.nat(), { minLength: longestRecovery, maxLength: longestRecovery }), 300),
    (commands, choices) => {
      let state = model.initial;
      for (const command of commands) ({ state } = stepOnCopy(model, state, command));
      let count = 0;
      for (const choice of choices) {
        const enabled = model.recovery(state);
        const command = enabled[choice % Math.max(1, enabled.length)];
        if (command === undefined) break;
        // Not by `expect`, which takes most of the time for so many commands.
        if ('fault' in command) throw new Error(`recovery has a fault: ${JSON.stringify(command)}`);
        ({ state } = stepOnCopy(model, state, command));
        count += 1;
      }
      expect(count).toBeLessThan(longestRecovery);
      const view = model.view(state);
      expect(mustHold.filter((invariant) => !invariant.holds(view)).map(({ id }) => id)).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: 100, seed: 1 });
});
