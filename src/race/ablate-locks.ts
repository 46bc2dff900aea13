import { ConfigurationError } from '../kernel/configuration.ts';
import type { SetupOptions } from '../kernel/setup.ts';
import type { StagedLock } from '../kernel/stage.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { RacesOptions, RacesReport } from './explore-races.ts';
import { exploreRaces } from './explore-races.ts';
import { onStage } from './on-stage.ts';

/** A lock of the statements, and the races without it. */
export interface AblatedLock {
  readonly lock: StagedLock;
  readonly report: RacesReport;
}

export interface LockAblation {
  /** The races with all locks. */
  readonly whole: RacesReport;
  /** In the order in which the locks were first asked for; none where the races with all locks are wrong. */
  readonly locks: readonly AblatedLock[];
}

export interface AblateLocksOptions extends Pick<
  RacesOptions,
  'depth' | 'atOnce' | 'preemptions' | 'maxSchedules' | 'seed'
> {
  readonly signal: AbortSignal;
  readonly onProgress?: (lock: StagedLock | null, report: RacesReport) => void;
  /** Called after each lock. */
  readonly onLock?: (ablated: AblatedLock) => void;
}

/**
 * Takes each lock that the statements of a system ask for away, one at a time, on their way to the database, and races its
 * commands without it: whether a race shows that the lock is needed. Throws `ConfigurationError` where the stage of the system
 * knows of no locks.
 */
export async function ablateLocks(
  subject: AnySubject,
  setup: Omit<SetupOptions<Policies, Scope>, 'overlap'>,
  { onProgress = () => undefined, onLock = () => undefined, ...options }: AblateLocksOptions,
): Promise<LockAblation> {
  const race = (
    without: StagedLock | null,
  ): Promise<{ readonly report: RacesReport; readonly found: readonly StagedLock[] }> =>
    onStage(subject, setup, async (where) => {
      const { stage } = where;
      if (stage.locks === undefined || stage.leaveOut === undefined)
        throw new ConfigurationError(`the stage of ${setup.system} knows of no locks, as that of Postgres does`);
      if (without !== null) stage.leaveOut(without);
      const report = await exploreRaces(where, { ...options, onProgress: (now) => onProgress(without, now) });
      return { report, found: stage.locks() };
    });

  const { report: whole, found } = await race(null);
  const locks: AblatedLock[] = [];
  if (whole.found !== null) return { whole, locks };
  for (const lock of found) {
    if (options.signal.aborted) break;
    const ablated = { lock, report: (await race(lock)).report };
    locks.push(ablated);
    onLock(ablated);
  }
  return { whole, locks };
}
