import type { StressReport } from './report.ts';

/** How much a stress asks of a system at once. */
export interface StressLoad {
  /** `null`: the scope says how many there are, and they stay. */
  readonly actors: number | null;
  readonly operationsEach: number;
  readonly roundsPerWorld: number;
}

/** The smallest load that was found with the violation, and how often it came back. */
export interface SmallerLoad {
  readonly load: StressLoad;
  readonly violated: StressReport;
  /** Of so many worlds in which this load was run once more, so many had a violation. */
  readonly worlds: number;
  readonly cameBack: number;
}

export interface SmallerLoadOptions {
  /** Runs a load until its first violation. */
  readonly run: (
    load: StressLoad,
    limits: { readonly maxWorlds: number; readonly maxSeconds: number },
  ) => Promise<StressReport>;
  /** The time for all of it, in seconds. */
  readonly maxSeconds: number;
  /** The worlds in which a smaller load is tried, at most, and those for the rate. */
  readonly maxWorlds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (load: StressLoad) => void;
}

/** The share of the time for tries of smaller loads; the rest is for the rate. */
const shareOfTries = 0.7;

/**
 * Looks for a smaller load with a violation, since a violation of few operations is the easier one to read: a race need not
 * come back each time, so a load is tried in several worlds. Then counts how often the violation comes back.
 */
export async function findSmallerLoad(
  first: { readonly load: StressLoad; readonly violated: StressReport },
  { run, maxSeconds, maxWorlds, signal, onProgress = () => undefined }: SmallerLoadOptions,
): Promise<SmallerLoad> {
  const startedMs = performance.now();
  const secondsLeft = (share = 1): number => maxSeconds * share - (performance.now() - startedMs) / 1000;
  const isOver = (share = 1): boolean => signal?.aborted === true || secondsLeft(share) <= 0;
  const tried = new Set([JSON.stringify(first.load)]);
  let { load, violated } = first;

  async function findNext(): Promise<boolean> {
    for (const smaller of smallerThan(load)) {
      const text = JSON.stringify(smaller);
      if (tried.has(text) || isOver(shareOfTries)) continue;
      tried.add(text);
      onProgress(smaller);
      const report = await run(smaller, { maxWorlds, maxSeconds: Math.min(secondsLeft(shareOfTries), maxSeconds / 8) });
      if (report.violation === null) continue;
      load = smaller;
      violated = report;
      return true;
    }
    return false;
  }

  while (await findNext());
  let worlds = 0;
  let cameBack = 0;
  onProgress(load);
  while (worlds < maxWorlds && !isOver()) {
    const seconds = secondsLeft();
    const report = await run(load, { maxWorlds: maxWorlds - worlds, maxSeconds: seconds });
    if (report.worlds === 0) break;
    worlds += report.worlds;
    if (report.violation !== null) cameBack += 1;
  }
  return { load, violated, worlds, cameBack };
}

/** Loads that are smaller in one respect: by half first, then by one. */
function* smallerThan(load: StressLoad): Generator<StressLoad> {
  const { actors, operationsEach, roundsPerWorld } = load;
  for (const less of [Math.floor, (half: number): number => Math.ceil(half * 2) - 1]) {
    const [fewerActors, fewerOperations, fewerRounds] = [
      less((actors ?? 0) / 2),
      less(operationsEach / 2),
      less(roundsPerWorld / 2),
    ];
    if (actors !== null && fewerActors >= 2) yield { ...load, actors: fewerActors };
    if (fewerOperations >= 1) yield { ...load, operationsEach: fewerOperations };
    if (fewerRounds >= 1) yield { ...load, roundsPerWorld: fewerRounds };
  }
}
