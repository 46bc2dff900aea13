import { BadEnvironment } from '../kernel/bad-environment.ts';
import type { LockstepOptions } from '../kernel/lockstep.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { ViolationFound } from '../kernel/run.ts';
import type { Harness } from '../kernel/setup.ts';
import { isSilence, withSystem } from '../kernel/with-system.ts';
import { startLockstep } from './lockstep.ts';

/**
 * Takes a run to a fresh system, in lockstep with the model, and then its recovery: the run as far as it came with the
 * violation in which it ends, or `null` where it ends well.
 */
export async function runToViolation<State, C extends Command, O extends Outcome, View>(
  { model, open, ...patience }: Harness<State, C, O, View>,
  commands: readonly C[],
  options: LockstepOptions<State, C, O, View> = {},
): Promise<ViolatingRun<C> | null> {
  try {
    await withSystem(open, async (system) => {
      const lockstep = await startLockstep(model, system, { ...options, patience });
      for (const command of commands) await lockstep.perform(command);
      await lockstep.recover();
    });
    return null;
  } catch (error) {
    if (error instanceof ViolationFound) return error as ViolationFound<C>;
    throw error;
  }
}

/** The system gave no answer once, and did when it was asked again: no verdict can be given on that. */
export class SystemTooSlow extends BadEnvironment {
  override name = 'SystemTooSlow';
}

/**
 * Takes a run in which the system gave no answer to a fresh system once more. Throws `SystemTooSlow` where it answers then.
 * Other runs come back as they are.
 */
export async function confirmSilence<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  found: ViolatingRun<C>,
): Promise<ViolatingRun<C>> {
  if (!isSilence(found.violation)) return found;
  const { commands, violation } = found;
  const again = await runToViolation(harness, commands);
  if (again !== null && isSilence(again.violation)) return again;
  throw new SystemTooSlow(
    `${violation.details} after ${commands.length} commands, and did on a fresh system: give it more time by --timeout, ` +
      'or find out what else keeps it busy',
  );
}
