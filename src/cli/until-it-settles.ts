import { UsageError } from './exit.ts';

/** The longest time for loading a module, in milliseconds. */
const loadMs = 30_000;

/**
 * The result of loading the module that is called so. Throws `UsageError` where a top-level await keeps it from ever being
 * loaded: the process has nothing left to wait for, or the time is up.
 */
export function untilItSettles<T>(loading: Promise<T>, shown: string, mostMs: number = loadMs): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(
        new UsageError(`${shown} cannot be loaded: a top-level await in it, or in what it imports, never settles`),
      );
    };
    const timer = setTimeout(giveUp, mostMs).unref();
    process.once('beforeExit', giveUp);
    const end = (): void => {
      clearTimeout(timer);
      process.off('beforeExit', giveUp);
    };
    loading.then(resolve, reject).finally(end).catch(reject);
  });
}
