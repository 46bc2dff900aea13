import type { Certificate } from '../../kernel/certificate.ts';
import { isEnabledRun } from '../../kernel/interpreter.ts';
import type { Command, Outcome } from '../../kernel/model.ts';
import { sameFinding } from '../../kernel/violation.ts';
import { edgesByLength } from '../../minimise/edges.ts';
import { minimise } from '../../minimise/minimise.ts';
import { describeDriven, driveToShorter } from '../shrink-on-system.ts';
import type { ContractSetup } from './contract-setup.ts';
import type { BrokenRun } from './witness.ts';
import { witness } from './witness.ts';

/** The limits of the search for a shorter run. */
export interface ShrinkBudget<C, A extends Outcome> {
  /** The time for all drives together, in seconds. */
  readonly seconds: number;
  /** How many shorter ways are driven after the moves of the minimiser, at most. */
  readonly maxDrives: number;
  /** Called before every drive; throws `Interrupted` to stop the work. */
  readonly yieldToEvents: () => Promise<void>;
  readonly improved: (run: BrokenRun<C, A>) => void;
}

/** The shortest run with a finding so far, with the reason why no shorter run is expected. */
export interface ShrunkBroken<C, A extends Outcome> {
  readonly run: BrokenRun<C, A>;
  readonly certificate: Certificate;
}

/** The time for the search is over. */
class BudgetSpent extends Error {}

/**
 * The shortest run with the same first violation that the search finds on the system. The recovery counts in its length: where
 * the guesses of the contract enable it, it becomes part of the run. No proof: a library may keep more than is known of it.
 */
export async function shrinkBroken<State, C extends Command, A extends Outcome>(
  setup: ContractSetup<State, C, A, unknown>,
  found: BrokenRun<C, A>,
  { seconds, maxDrives, yieldToEvents, improved }: ShrinkBudget<C, A>,
): Promise<ShrunkBroken<C, A>> {
  const { model, laneOf } = setup;
  const endMs = performance.now() + seconds * 1000;
  let best = found;
  const take = (run: BrokenRun<C, A>): void => improved((best = run));

  const reproduces = async (commands: readonly C[]): Promise<boolean> => {
    await yieldToEvents();
    if (performance.now() > endMs) throw new BudgetSpent();
    const run = await witness(setup, commands, { way: found.way });
    if (run === null || !sameFinding(run.violation, found.violation) || !isShorterOrSimpler(run, best)) return false;
    take(run);
    return true;
  };

  /** Takes the recovery as commands of the run, where the guesses of the contract enable them there. */
  const unroll = async (): Promise<void> => {
    const commands = [...best.commands, ...best.recovery];
    const isPossible = found.violation.kind === 'invariant' && best.recovery.length > 0;
    if (isPossible && isEnabledRun(model, commands)) await reproduces(commands);
  };

  try {
    for (;;) {
      const before = lengthOf(best);
      await unroll();
      await minimise(model, best.commands, reproduces, { laneOf, names: 'symmetry' });
      const driven = await driveToShorter(edgesByLength(model, lengthOf(best) - 1), maxDrives, reproduces);
      if (lengthOf(best) < before) continue;
      return {
        run: best,
        certificate: locallyMinimal(
          `only the system shows it, and it may keep more than its users know; ${describeDriven(driven)}`,
        ),
      };
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { run: best, certificate: locallyMinimal(`not all simplifications were driven within ${seconds} s`) };
  }
}

/** The commands of a run and of its recovery. */
function lengthOf({ commands, recovery }: BrokenRun<unknown, Outcome>): number {
  return commands.length + recovery.length;
}

/** Work that moves from the run to its recovery makes no run shorter. */
function isShorterOrSimpler(run: BrokenRun<unknown, Outcome>, best: BrokenRun<unknown, Outcome>): boolean {
  const isAsLong = lengthOf(run) === lengthOf(best) && run.recovery.length <= best.recovery.length;
  return lengthOf(run) < lengthOf(best) || isAsLong;
}

function locallyMinimal(reason: string): Certificate {
  return { kind: 'locally minimal', reason };
}
