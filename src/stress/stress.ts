import { ConfigurationError } from '../kernel/configuration.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Command, Outcome, SystemFaults } from '../kernel/model.ts';
import type { Setup } from '../kernel/setup.ts';
import { namesOf } from '../kernel/setup.ts';
import type { Struck } from '../kernel/strikes.ts';
import { withStrikes } from '../kernel/strikes.ts';
import { withSystem } from '../kernel/with-system.ts';
import { chanceBySeed } from './chance.ts';
import type { StressCounts, StressReport, StressViolation } from './report.ts';
import { emptyCounts, stressReportOf } from './report.ts';
import type { FaultKind } from './round.ts';
import type { WorldOptions } from './world.ts';
import { stressWorld } from './world.ts';

export interface StressOptions<C extends Command, O extends Outcome> extends WorldOptions<C, O> {
  /** How long, at most. */
  readonly maxSeconds: number;
  /** How many rounds in all, at most. */
  readonly maxRounds: number;
  /** How many worlds, at most. */
  readonly maxWorlds: number;
  readonly seed: number;
  /** The ways in which a struck command may have ended: needed for the faults `kill` and `cut`. */
  readonly struck?: Struck<C> | undefined;
  /** For the search of each round, in seconds. */
  readonly judgeSeconds: number;
  /** Whether the core of a violation is searched for, as long as the search of a round may take. Default: it is. */
  readonly findsCore?: boolean;
  /** The memory of each search, at most. */
  readonly maxMemoryBytes: number;
  /** Whether the heap or the machine is about to run out of memory, where the caller has a measure of that. */
  readonly isOutOfMemory?: () => boolean;
  /** Stops the work; the rounds until then are reported. */
  readonly signal?: AbortSignal;
  /** Called after each round. */
  readonly onProgress?: (counts: StressCounts) => void;
}

/**
 * Lets all actors of a system act at the same time, round after round, until the time is up or a round has a violation: no
 * order of its operations is one of the model that ends in what was seen once every actor rested. Throws
 * `ConfigurationError` where the system was not set up for that, or shows less than its model.
 */
export async function stress<State, C extends Command, O extends Outcome, View>(
  setup: Setup<State, C, O, View>,
  options: StressOptions<C, O>,
): Promise<StressReport> {
  const { naming, observation } = setup;
  const model = withStrikes(setup.model, options.struck);
  if (naming === undefined) throw new ConfigurationError('the system was not set up for commands that overlap');
  if (observation?.observe !== undefined || observation?.observeOutcome !== undefined)
    throw new ConfigurationError(`the system ${setup.system} shows less than its model, and a stress needs all of it`);
  const {
    maxSeconds,
    maxRounds,
    maxWorlds,
    judgeSeconds,
    maxMemoryBytes,
    isOutOfMemory = () => false,
    signal,
  } = options;
  const counts = emptyCounts();
  const startedMs = performance.now();
  const secondsGone = (): number => (performance.now() - startedMs) / 1000;
  const isOver = (): boolean => signal?.aborted === true || counts.rounds >= maxRounds || secondsGone() >= maxSeconds;
  const common = {
    model,
    patience: { ...setup, signal },
    judging: {
      naming,
      maxSeconds: judgeSeconds,
      maxMemoryBytes,
      isOutOfMemory,
      signal,
      findsCore: options.findsCore ?? true,
    },
    chance: chanceBySeed(options.seed),
    counts,
    isOver,
    onProgress: options.onProgress ?? (() => undefined),
  };
  let violation: StressViolation | null = null;
  try {
    while (!isOver() && violation === null && counts.worlds < maxWorlds) {
      counts.worlds += 1;
      const before = counts.operations;
      violation = await withSystem(
        setup.open,
        (system) => {
          assertFaults(setup.system, system.faults ?? {}, options.faults);
          return stressWorld({ ...common, system }, options);
        },
        isSilence,
      );
      // A world in which no command is enabled will be the same the next time.
      if (counts.operations === before) break;
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  const isInterrupted = signal?.aborted === true;
  return stressReportOf(namesOf(setup), {
    counts,
    violation,
    seed: options.seed,
    isInterrupted,
    seconds: secondsGone(),
  });
}

function isSilence(violation: StressViolation | null): boolean {
  return violation?.kind === 'failure' && violation.name === 'NoAnswer';
}

function assertFaults(name: string, able: SystemFaults, faults: readonly FaultKind[]): void {
  const missing = faults.filter((fault) => able[fault] === undefined);
  if (missing.length === 0) return;
  const known = Object.keys(able);
  throw new ConfigurationError(
    `the system ${name} cannot be given the fault ${missing.join(', ')}; ` +
      (known.length === 0 ? 'it can be given none' : `it can be given ${known.join(', ')}`),
  );
}
