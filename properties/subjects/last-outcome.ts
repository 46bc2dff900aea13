import type { Pair } from '../../src/check/run.ts';
import { runInLockstep } from '../../src/check/run.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';

/**
 * The outcome of the last command of a run, in which the two sides are held to the same; what the policies that are off
 * let happen is told elsewhere.
 */
export async function lastOutcome<State, C extends Command, O extends Outcome, View>(
  { model, open }: Pair<State, C, O, View>,
  commands: readonly C[],
): Promise<O | undefined> {
  const outcomes: O[] = [];
  const pair = { open, model: { ...model, invariants: [], settled: [] } };
  await runInLockstep(pair, commands, { observe: ({ outcome }) => outcomes.push(outcome) });
  return outcomes[commands.length - 1];
}
