import { EnvironmentError } from './environment-error.ts';
import { Interrupted } from './interrupted.ts';
import type { System } from './model.ts';
import { ViolationFound } from './run.ts';
import { within } from './time-limit.ts';
import type { Finding } from './violation.ts';

/** How long a system may take to open or to close, in milliseconds. */
export const openMs = 120_000;

/** How long a system may take to close after it gave no answer, or after its work was interrupted, in milliseconds. */
const closeSilentMs = 2_000;

type Closable = Pick<System<never, never, never>, 'close'>;

/**
 * Opens a system, works with it, and closes it. Where the work failed, or the system gave no answer in it, that counts, and
 * not how the system closes. Throws `EnvironmentError` where the system does not close in time.
 */
export async function withSystem<S extends Closable, Result>(
  open: () => Promise<S>,
  work: (system: S) => Promise<Result>,
  wasSilent: (result: Result) => boolean = () => false,
): Promise<Result> {
  const system = await open();
  let result: Result;
  try {
    result = await work(system);
  } catch (error) {
    const isSilent = error instanceof ViolationFound && isSilence(error.violation);
    const isCutShort = isSilent || error instanceof Interrupted;
    await closeInTime(system, isCutShort ? closeSilentMs : openMs).catch(() => undefined);
    throw error;
  }
  if (wasSilent(result)) await closeInTime(system, closeSilentMs).catch(() => undefined);
  else await closeInTime(system);
  return result;
}

/** Whether the system gave no answer in time. */
export function isSilence({ kind, name }: Finding): boolean {
  return kind === 'systemError' && name === 'NoAnswer';
}

/** Closes the system. Throws `EnvironmentError` where that takes longer than `limitMs`, in milliseconds. */
export async function closeInTime(system: Closable, limitMs: number = openMs): Promise<void> {
  await within(limitMs, system.close(), () => notInTime('the system', 'closed', limitMs));
}

export function notInTime(what: string, done: string, limitMs: number): EnvironmentError {
  return new EnvironmentError(`${what} could not be ${done} within ${limitMs / 1000} s`);
}
