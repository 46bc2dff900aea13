import type { Command, Outcome, System } from '../kernel/model.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import { UserError } from '../kernel/user-error.ts';
import type { Beginnings } from './beginnings.ts';

/**
 * Takes the commands before a race on a system, and takes the system down after them. Returns their outcomes; fewer than there
 * are commands where one throws.
 */
export async function takeBefore<C extends Command, O extends Outcome, View>(
  {
    setup,
    beginnings,
  }: { readonly setup: Patience; readonly beginnings?: Pick<Beginnings<C, O, View>, 'take'> | undefined },
  system: System<C, O, View>,
  before: readonly C[],
): Promise<readonly O[]> {
  const outcomes: O[] = [];
  for (const command of before) {
    const outcome = await performOrThrown(system, command, setup);
    if (outcome === null) return outcomes;
    outcomes.push(outcome);
  }
  await beginnings?.take(before, outcomes, system);
  return outcomes;
}

/** The outcome of a command before a race; `null` where it throws. Throws where the machine or the server is at fault. */
async function performOrThrown<C extends Command, O extends Outcome>(
  system: Pick<System<C, O, unknown>, 'perform'>,
  command: C,
  patience: Patience,
): Promise<O | null> {
  try {
    return await answerInTime(system.perform(command), patience);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return null;
  }
}
