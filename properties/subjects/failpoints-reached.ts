import * as fc from 'fast-check';
import { interleavings } from '../../src/check/interleavings.ts';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import type { Policies, Scope, Subject } from '../../src/kernel/subject.ts';
import type { SystemFailpoints } from '../../src/real/failpoints.ts';

/**
 * The failpoints that random runs reach, at most a hundred of them under each of these policy sets: no more than it takes to
 * reach all of these names.
 */
export async function failpointsReached<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
>(
  { model, generation }: Subject<State, C, O, View, P, S>,
  open: (policies: P, scope: S) => Promise<System<C, O, View> & { readonly failpoints: SystemFailpoints }>,
  {
    scope,
    policySets,
    until,
  }: { readonly scope: S; readonly policySets: readonly P[]; readonly until: readonly string[] },
): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  for (const policies of policySets) {
    const runs = interleavings(model(policies, scope), generation, 20);
    for (const commands of fc.sample(runs, { numRuns: 100, seed: 1 })) {
      if (until.every((name) => reached.has(name))) return reached;
      const system = await open(policies, scope);
      for (const command of commands) await system.perform(command);
      for (const name of system.failpoints.reached) reached.add(name);
      await system.close();
    }
  }
  return reached;
}
