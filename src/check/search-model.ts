import * as fc from 'fast-check';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { Finding } from '../kernel/violation.ts';
import { restrictModel, sameFinding } from '../kernel/violation.ts';
import { unroll } from '../minimise/unroll.ts';
import { violationsOf } from '../minimise/violations.ts';

/** The runs to a finding in so many random runs of the model, the shortest first. */
export async function searchModel<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  arbitrary: fc.Arbitrary<readonly C[]>,
  { runs, seed, ...finding }: Finding & { readonly runs: number; readonly seed: number },
  beforeRun: () => Promise<void>,
): Promise<ViolatingRun<C>[]> {
  const restricted = restrictModel(model, finding);
  const found: ViolatingRun<C>[] = [];
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await beforeRun();
    const shown = violationsOf(restricted, commands).map((run) => unroll(model, run));
    found.push(...shown.filter((run) => run.recovery === undefined && sameFinding(run.violation, finding)));
  });
  const { errorInstance } = await fc.check(property, { seed, numRuns: runs, endOnFailure: true });
  if (errorInstance instanceof Error) throw errorInstance;
  return found.toSorted((a, b) => a.commands.length - b.commands.length);
}
