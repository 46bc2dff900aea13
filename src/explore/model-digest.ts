import { createHash } from 'node:crypto';
import { stepOnCopy } from '../kernel/execute.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/** Enough to notice a change of a model, in some tens of milliseconds. */
const walks = 40;
const stepsPerWalk = 40;

/** A digest of a model's invariants, and of its steps along fixed random walks, in hexadecimal. */
export function modelDigest<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
): string {
  const hash = createHash('sha256');
  for (const { id, says } of [...model.invariants, ...model.settled]) hash.update(JSON.stringify([id, says]));
  let pick = 1;
  for (let walk = 0; walk < walks; walk += 1) {
    let state = model.initial;
    for (let step = 0; step < stepsPerWalk; step += 1) {
      const enabled = model.commands(state);
      // A linear congruential generator, with the constants of Numerical Recipes.
      pick = (Math.imul(pick, 1_664_525) + 1_013_904_223) >>> 0;
      const command = enabled[Math.floor((pick / 2 ** 32) * enabled.length)];
      if (command === undefined) break;
      const executed = stepOnCopy(model, state, command);
      ({ state } = executed);
      hash.update(JSON.stringify([command, executed.outcome, fingerprintOf(state)]));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
