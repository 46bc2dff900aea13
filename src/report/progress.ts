import { formatNumber } from './numbers.ts';

/** The progress of a search: `done` of `of` runs. `isMinimising`: the search has found a violation and shrinks the run. */
interface SearchProgress {
  readonly done: number;
  readonly of: number;
  readonly isMinimising: boolean;
}

/** The progress of a search of random runs, in a single line. */
export function formatSearchProgress({ done, of, isMinimising }: SearchProgress): string {
  if (isMinimising) return `run ${formatNumber(done)} has a violation; shrinking the run`;
  return `${formatNumber(done)} of ${formatNumber(of)} runs`;
}

/** A call of a model that took long, and of which function. */
interface SlowCall {
  readonly of: string;
  readonly seconds: number;
}

/** A call of a model that took long, in a clause. */
export function formatSlowCall({ of, seconds }: SlowCall): string {
  return `one call of ${of} took ${Math.round(seconds)} s`;
}

/** The progress of an exploration; `secondsLeft` is `null` before the first estimate. */
interface ExplorationProgress {
  readonly depth: number;
  readonly distinctStates: number;
  /** How many states wait at this depth. */
  readonly frontier: number;
  readonly statesPerSecond: number;
  readonly secondsLeft: number | null;
  /** The slowest call of the model, where one took seconds. */
  readonly slowestCall?: SlowCall;
  /** Runs to so many violations are being found, among those of so many commands. */
  readonly findingRuns?: { readonly to: number; readonly depth: number };
}

/** The progress of an exploration, in a single line. */
export function formatExplorationProgress(progress: ExplorationProgress): string {
  const { depth, secondsLeft, slowestCall, findingRuns } = progress;
  const [states, waiting, speed] = [
    formatNumber(progress.distinctStates),
    formatNumber(progress.frontier),
    formatNumber(Math.round(progress.statesPerSecond)),
  ];
  if (findingRuns !== undefined)
    return `${states} states; finding the shortest runs to ${findingRuns.to} violations, depth ${findingRuns.depth}`;
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  const slow = slowestCall === undefined ? '' : `; ${formatSlowCall(slowestCall)}`;
  return `depth ${depth}, ${states} states, ${waiting} at this depth, ${speed} states/s${left}${slow}`;
}

/** The label of progress that consists of so many runs of a larger task. */
export function formatRunsOf(title: string, done: number, of: number): string {
  return `${title}, ${formatNumber(done)} of ${formatNumber(of)} runs`;
}

/** The progress of driving every transition on a system. */
type DrivingProgress =
  | { readonly phase: 'reaching states'; readonly states: number }
  | { readonly phase: 'driving'; readonly driven: number; readonly edges: number }
  | { readonly phase: 'minimising' };

/** The progress of driving every transition on a system, in a single line. */
export function formatDrivingProgress(progress: DrivingProgress): string {
  switch (progress.phase) {
    case 'reaching states':
      return `${formatNumber(progress.states)} states reached first`;
    case 'driving':
      return `${formatNumber(progress.driven)} of ${formatNumber(progress.edges)}`;
    case 'minimising':
      return 'model and system diverge; shrinking the run';
  }
}
