import { formatNumber } from './numbers.ts';

/** How far a search is: so many of its runs are done. `isMinimising`: it has found a violation and shrinks it. */
interface SearchProgress {
  readonly done: number;
  readonly of: number;
  readonly isMinimising: boolean;
}

/** How far a search of random runs is, in one line. */
export function formatSearchProgress({ done, of, isMinimising }: SearchProgress): string {
  if (isMinimising) return `run ${formatNumber(done)} shows a violation; looking for a shorter one`;
  return `${formatNumber(done)} of ${formatNumber(of)} runs`;
}

/** How far an exploration is; `secondsLeft` is `null` where it cannot be estimated yet. */
interface ExplorationProgress {
  readonly depth: number;
  readonly distinctStates: number;
  /** How many states wait at this depth. */
  readonly frontier: number;
  readonly statesPerSecond: number;
  readonly secondsLeft: number | null;
  /** Runs to so many violations are being found, among those of so many commands. */
  readonly findingRuns?: { readonly to: number; readonly depth: number };
}

/** How far an exploration is, in one line. */
export function formatExplorationProgress(progress: ExplorationProgress): string {
  const { depth, secondsLeft, findingRuns } = progress;
  const [states, waiting, speed] = [
    formatNumber(progress.distinctStates),
    formatNumber(progress.frontier),
    formatNumber(Math.round(progress.statesPerSecond)),
  ];
  if (findingRuns !== undefined)
    return `${states} states; finding the shortest runs to ${findingRuns.to} violations, depth ${findingRuns.depth}`;
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  return `depth ${depth}, ${states} states, ${waiting} at this depth, ${speed} states/s${left}`;
}

/** The label of progress that consists of so many runs of a larger piece of work. */
export function formatRunsOf(title: string, done: number, of: number): string {
  return `${title}, ${formatNumber(done)} of ${formatNumber(of)} runs`;
}

/** How far driving every transition on a system is. */
type DrivingProgress =
  | { readonly phase: 'reaching states'; readonly states: number }
  | { readonly phase: 'driving'; readonly driven: number; readonly edges: number }
  | { readonly phase: 'minimising' };

/** How far driving every transition on a system is, in one line. */
export function formatDrivingProgress(progress: DrivingProgress): string {
  switch (progress.phase) {
    case 'reaching states':
      return `${formatNumber(progress.states)} states reached first`;
    case 'driving':
      return `${formatNumber(progress.driven)} of ${formatNumber(progress.edges)}`;
    case 'minimising':
      return 'model and system part; looking for a shorter run';
  }
}

/** How far running a matrix is: the number of the cell, its place, and how many of its interleavings are done. */
interface MatrixProgress {
  readonly cell: number;
  readonly cells: number;
  readonly pattern: string;
  readonly setting: string;
  readonly interleavings: number;
}

/** How far running a matrix is, in one line. */
export function formatMatrixProgress({ cell, cells, pattern, setting, interleavings }: MatrixProgress): string {
  return `${cell} of ${cells}, ${pattern} at ${setting}, ${formatNumber(interleavings)} interleavings`;
}
