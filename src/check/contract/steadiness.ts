import type { Command, Outcome } from '../../kernel/model.ts';
import type { ViolatingRun } from '../../kernel/run.ts';
import { allCommandsOf } from '../../kernel/run.ts';
import { sameFinding } from '../../kernel/violation.ts';
import { closeInTime } from '../../kernel/with-system.ts';
import type { ContractSetup } from './contract-setup.ts';
import type { BrokenRun } from './witness.ts';
import { witness } from './witness.ts';

/** How often a finding has to show, each time on a freshly started system. */
export const timesRepeated = 5;

/** A finding that a repetition of its run does not show each time: no counterexample, and no clean run either. */
export interface UnsteadyFinding<C = Command> extends ViolatingRun<C> {
  /** The number of this run. */
  readonly run: number;
  /** How many of the repetitions showed it. */
  readonly shown: number;
  readonly repeated: number;
}

/** How long a system may take to stop before it is started once more, in milliseconds. */
const stopMs = 10_000;

/** Restarts the system. How a system stops does not count: the violation counts for which the system is restarted. */
async function restartInTime({
  restart,
}: Pick<ContractSetup<unknown, Command, Outcome, unknown>, 'restart'>): Promise<void> {
  await closeInTime({ close: async () => restart?.() }, stopMs).catch(() => undefined);
}

/** How many of five repetitions of a run show its violation, each on a freshly started system. */
export async function countShown<State, C extends Command, A extends Outcome>(
  setup: ContractSetup<State, C, A, unknown>,
  { commands, way, violation }: Pick<BrokenRun<C, A>, 'commands' | 'way' | 'violation'>,
): Promise<number> {
  let shown = 0;
  for (let time = 0; time < timesRepeated; time += 1) {
    await restartInTime(setup);
    const found = await witness(setup, commands, { way });
    if (found !== null && sameFinding(found.violation, violation)) shown += 1;
  }
  return shown;
}

/** Findings that did not show each time: of each the run with the highest rate. */
export interface UnsteadyFindings<C> {
  add(found: UnsteadyFinding<C>): void;
  all(): readonly UnsteadyFinding<C>[];
}

export function recordUnsteady<C>(): UnsteadyFindings<C> {
  const findings: UnsteadyFinding<C>[] = [];
  return {
    add(found) {
      const at = findings.findIndex(({ violation }) => sameFinding(violation, found.violation));
      const known = findings[at];
      if (known === undefined) findings.push(found);
      else if (isSteadier(found, known)) findings[at] = found;
    },
    all: () => findings,
  };
}

function isSteadier<C>(one: UnsteadyFinding<C>, other: UnsteadyFinding<C>): boolean {
  if (one.shown !== other.shown) return one.shown > other.shown;
  return allCommandsOf(one).length < allCommandsOf(other).length;
}
