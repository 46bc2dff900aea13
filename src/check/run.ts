import { watchConnections } from '../kernel/connection-losses.ts';
import { EnvironmentError } from '../kernel/environment-error.ts';
import { isEnabledInAny } from '../kernel/interpreter.ts';
import type { LockstepOptions, StepListener } from '../kernel/lockstep.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { Strayed } from '../kernel/real-time.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { ViolationFound } from '../kernel/run.ts';
import type { Harness } from '../kernel/setup.ts';
import { confirmAfterRestart } from '../kernel/started.ts';
import { sameFinding } from '../kernel/violation.ts';
import { isSilence, withSystem } from '../kernel/with-system.ts';
import { startLockstep } from './lockstep.ts';

/**
 * Takes a run, and then its recovery, to a fresh system, in lockstep with the model. Returns the run up to its violation;
 * `null` where it shows no violation. Throws `EnvironmentError` where a lost connection is to blame, and `Strayed` where the
 * clock of the system cannot be moved and the machine is too slow for the model's tolerance, several times.
 */
export async function runToViolation<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  commands: readonly C[],
  options: LockstepOptions<State, C, O, View> = {},
): Promise<ViolatingRun<C> | null> {
  const unlessLost = watchConnections(harness);
  const found = await runInTime(harness, commands, options);
  if (found === null) return null;
  await unlessLost(async () => {
    const { execute, onTake } = options;
    const second = await runInTime(harness, commands, { execute, onTake });
    return second !== null && isSameEnd(second, found);
  });
  return found;
}

/** The same finding at the same place. Its details may have names and times of the run. */
function isSameEnd<C>(a: ViolatingRun<C>, b: ViolatingRun<C>): boolean {
  const isAtSamePlace = a.violation.at === b.violation.at && a.recovery?.length === b.recovery?.length;
  return isAtSamePlace && sameFinding(a.violation, b.violation);
}

/** For a caller to whom a run without a verdict is a run that shows no violation. */
export function nullIfStrayed(error: unknown): null {
  if (error instanceof Strayed) return null;
  throw error;
}

/** How often a run is taken again whose real time has strayed from that of the model. */
const mostAttempts = 5;

/** Takes a run as often as it needs to keep time with the model. The listener gets the steps of the run that counts. */
async function runInTime<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  commands: readonly C[],
  options: LockstepOptions<State, C, O, View>,
): Promise<ViolatingRun<C> | null> {
  const { observe } = options;
  if (harness.realClock === undefined) return runOnce(harness, commands, options);
  for (let attempt = 1; ; attempt += 1) {
    const steps: Parameters<StepListener<State, View, C, O>>[] = [];
    try {
      const found = await runOnce(harness, commands, { ...options, observe: (...step) => void steps.push(step) });
      for (const step of steps) observe?.(...step);
      return found;
    } catch (error) {
      if (!(error instanceof Strayed) || attempt === mostAttempts) throw error;
    }
  }
}

async function runOnce<State, C extends Command, O extends Outcome, View>(
  { model, open, observation, delays, realClock, ...patience }: Harness<State, C, O, View>,
  commands: readonly C[],
  options: LockstepOptions<State, C, O, View>,
): Promise<ViolatingRun<C> | null> {
  try {
    await withSystem(open, async (system) => {
      const lockstep = await startLockstep(model, system, { observation, delays, realClock, ...options, patience });
      for (const command of commands) {
        // Where the truth was open, the system may have taken another way than the run expected.
        if (model.endings !== undefined && !isEnabledInAny(model, lockstep.possible, command)) continue;
        await lockstep.perform(command);
      }
      await lockstep.recover();
    });
    return null;
  } catch (error) {
    if (error instanceof ViolationFound) return error as ViolationFound<C>;
    throw error;
  }
}

/** The system gave no answer at first, and answered when the run was repeated: no verdict is possible. */
export class SystemTooSlow extends EnvironmentError {
  override name = 'SystemTooSlow';
}

/**
 * Repeats a run that was found, where the system may be to blame for more than the run: on a fresh system where the system
 * gave no answer, and after a restart of the system where it is started once for many runs. Throws `SystemTooSlow` where
 * the system answers then, and `LeftOver` where the violation is gone.
 */
export async function confirm<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  found: ViolatingRun<C>,
): Promise<ViolatingRun<C>> {
  await confirmAfterRestart(harness, found.violation, async () => {
    return (await runToViolation(harness, found.commands))?.violation ?? null;
  });
  return confirmSilence(harness, found);
}

/**
 * Repeats a run without an answer on a fresh system. Throws `SystemTooSlow` where the system answers then. Returns other
 * runs as they are.
 */
async function confirmSilence<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  found: ViolatingRun<C>,
): Promise<ViolatingRun<C>> {
  if (!isSilence(found.violation)) return found;
  const { commands, violation } = found;
  const second = await runToViolation(harness, commands);
  if (second !== null && isSilence(second.violation)) return second;
  throw new SystemTooSlow(
    `${violation.details} after ${commands.length} commands, and a fresh system did: give it more time by --timeout, ` +
      'or find out why it is busy',
  );
}
