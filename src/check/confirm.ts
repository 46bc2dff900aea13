import type { Command, Outcome } from '../kernel/model.ts';
import type { ViolationKind } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Pair } from './run.ts';
import { violationOf, watching } from './run.ts';

/** A violation on the model, and the run to it, with the recovery that shows it. */
export interface Claim<C> {
  readonly kind: ViolationKind;
  readonly name: string;
  readonly commands: readonly C[];
  readonly recovery: readonly C[];
}

/** Takes a run to the system: `same` where it shows there what it shows on the model; otherwise what it shows instead. */
export async function confirmOnSystem<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  { commands, recovery, ...finding }: Claim<C>,
): Promise<string> {
  const found = await violationOf(watching(pair, finding), [...commands, ...recovery]);
  if (found !== null && sameFinding(found.violation, finding)) return 'same';
  return found?.violation.details ?? 'nothing falls';
}
