import * as fc from 'fast-check';
import { interleavings } from '../../src/check/interleavings.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';
import { minimise } from '../../src/minimise/minimise.ts';
import { shows, violationsOf } from '../../src/minimise/violations.ts';
import type { AnyChallenge } from './challenges.ts';

/** What became of the first failing run of a seed. */
export interface Shrunk {
  readonly began: { readonly name: string; readonly length: number };
  readonly ended: { readonly name: string; readonly commands: readonly Command[] };
  /** How many runs were tried. */
  readonly evaluations: number;
  /** How many commands the model took meanwhile, for these runs and for whatever else was asked of it. */
  readonly steps: number;
}

/** The longest run of a challenge. */
export const longestRun = 50;

/** Far more runs than any challenge needs until one fails. */
const mostRuns = 10_000;

/** The first run of a seed that fails, made short by the minimiser. */
export async function shrinkOurs({ model, laneOf }: AnyChallenge, seed: number): Promise<Shrunk> {
  const violation = firstViolation(model, seed);
  let evaluations = 0;
  let steps = 0;
  const metered: AnyChallenge['model'] = {
    ...model,
    step(draft, command) {
      steps += 1;
      return model.step(draft, command);
    },
  };
  const reproduces = (candidate: readonly Command[]): boolean => {
    evaluations += 1;
    return shows(metered, candidate, violation.violation);
  };
  const commands = await minimise(metered, violation.commands, reproduces, { laneOf });
  // What the short run shows is asked afresh, not taken from the minimiser.
  const [shown] = violationsOf(model, commands);
  return {
    began: { name: violation.violation.name, length: violation.commands.length },
    ended: { name: shown?.violation.name ?? 'nothing', commands },
    evaluations,
    steps,
  };
}

function firstViolation(model: AnyChallenge['model'], seed: number): ViolatingRun {
  let first: ViolatingRun | undefined;
  const isBroken = fc.property(interleavings(model, { weights: {}, faultRate: 0 }, longestRun), (commands) => {
    [first] = violationsOf(model, commands);
    return first === undefined;
  });
  fc.check(isBroken, { seed, numRuns: mostRuns, endOnFailure: true });
  if (first === undefined) throw new Error(`${model.name}: no run of seed ${seed} fails`);
  return first;
}
