import type { Strategy } from './job.ts';

/** The data for choosing the next batch. */
export interface Candidate {
  readonly strategy: Strategy;
  /** The seconds spent on the job in this campaign, including work under way. */
  readonly seconds: number;
  /** New edges per second, of late. */
  readonly newCoverage: number;
}

/**
 * Of an equal share of all the work, the part that each job has in any case. Races show no new edges, so their jobs have all of
 * an equal share.
 */
const floorOf = ({ strategy }: Candidate): number => (strategy === 'race' ? 1 : 0.25);

/**
 * The job to go on with: the one that has had least of what each has in any case, or else the one that new behaviour
 * comes from fastest. `undefined` where there is none.
 */
export function choose<C extends Candidate>(candidates: readonly C[]): C | undefined {
  const all = candidates.reduce((sum, { seconds }) => sum + seconds, 0);
  const equal = all / candidates.length;
  const starved = candidates.filter((one) => one.seconds <= equal * floorOf(one));
  if (starved.length > 0) return starved.reduce((one, other) => (other.seconds < one.seconds ? other : one));
  return candidates.reduce<C | undefined>(
    (one, other) => (one === undefined || other.newCoverage > one.newCoverage ? other : one),
    undefined,
  );
}

/** The rate of new coverage after a batch of this many seconds: older batches count less and less. */
export function newCoverageAfter(before: number | null, newEdges: number, seconds: number): number {
  const now = newEdges / Math.max(seconds, 0.001);
  return before === null ? now : before * 0.7 + now * 0.3;
}
