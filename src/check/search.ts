import * as fc from 'fast-check';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Finding } from '../kernel/violation.ts';
import { askedFor, sameFinding } from '../kernel/violation.ts';
import { fallsOf } from '../minimise/falls.ts';
import type { Fall } from '../minimise/falls.ts';

/** Where an invariant falls in so many random runs of the model, the shortest runs first. */
export async function shortestFalls<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  arbitrary: fc.Arbitrary<readonly C[]>,
  { runs, seed, ...finding }: Finding & { readonly runs: number; readonly seed: number },
  beforeRun: () => Promise<void>,
): Promise<Fall<C>[]> {
  const watched = { ...model, ...askedFor(model, finding) };
  const found: Fall<C>[] = [];
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await beforeRun();
    found.push(...fallsOf(watched, commands).filter((fall) => sameFinding(fall, finding)));
  });
  const { errorInstance } = await fc.check(property, { seed, numRuns: runs, endOnFailure: true });
  if (errorInstance instanceof Error) throw errorInstance;
  return found.toSorted((a, b) => a.commands.length - b.commands.length);
}
