import type { Exploration } from '../explore/result.ts';
import type { DrivenOn, NotDriven } from './drive-system.ts';

/**
 * The verdict of an exploration, and of driving its transitions on a system.
 *
 * - `holds`: all states were reached, no invariant is violated, and the system took every transition as the model does; where
 *   the model lists several endings of a command, every command as one of them.
 * - `violated`: an invariant is violated, or model and system diverge.
 * - `inconclusive`: no violation, but a state was not reached, a transition was not driven, or the model has no invariant and
 *   no system was driven.
 */
export type ExplorationVerdict = 'holds' | 'violated' | 'inconclusive';

/** The verdict of an exploration; `driven`: `null` where no system was driven. */
export function verdictOfExploration(
  { violations, withoutRun, isComplete, invariants }: VerdictFacts,
  driven: Pick<DrivenOn, 'divergence' | 'isWhole'> | Pick<NotDriven, 'notDriven'> | null,
): ExplorationVerdict {
  if (violations.length + withoutRun.length > 0) return 'violated';
  if (driven === null) return isComplete && invariants > 0 ? 'holds' : 'inconclusive';
  if ('notDriven' in driven) return 'inconclusive';
  if (driven.divergence !== null) return 'violated';
  return isComplete && driven.isWhole ? 'holds' : 'inconclusive';
}

type VerdictFacts = Pick<Exploration, 'violations' | 'withoutRun' | 'isComplete' | 'invariants'>;
