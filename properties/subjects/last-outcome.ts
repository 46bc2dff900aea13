import { runToViolation } from '../../src/check/run.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import type { Harness } from '../../src/kernel/setup.ts';

/**
 * The outcome of the last command of a run, in which the two sides are held to the same; what the policies that are off
 * let happen is told elsewhere.
 */
export async function lastOutcome<State, C extends Command, O extends Outcome, View>(
  { model, open }: Harness<State, C, O, View>,
  commands: readonly C[],
): Promise<O | undefined> {
  const outcomes: O[] = [];
  const pair = { open, model: { ...model, invariants: [], settled: [] } };
  const found = await runToViolation(pair, commands, { observe: ({ outcome }) => outcomes.push(outcome) });
  if (found !== null) throw new ViolationFound(found);
  return outcomes[commands.length - 1];
}
