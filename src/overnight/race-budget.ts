/**
 * The parts of the budget of races, in their order. The races of `pct` are drawn, and have no end; those of the other parts are
 * all races of their kind in a scope, to a depth.
 *
 * - `pairs`: two commands at once, in every schedule with few preemptions.
 * - `allSchedules`: the same pairs in every schedule, once up to the order of independent moves.
 * - `twoAgainstOne`: two commands of an actor at the same time as one of another actor.
 * - `triples`: three commands of three actors at once.
 * - `pct`: more commands at once, in schedules drawn by priorities.
 */
export const raceParts = ['pairs', 'allSchedules', 'twoAgainstOne', 'triples', 'pct'] as const;

export type RacePart = (typeof raceParts)[number];
type WholePart = Exclude<RacePart, 'pct'>;

/** How many races each part with an end has. */
export type RaceCounts = Readonly<Record<WholePart, number>>;

/** The work of a batch of races. */
export type RaceWork =
  /** Counts the races of the scope. */
  | { readonly part: 'count' }
  /** Runs so many races of a part, from the one at `first`: of `pct`, so many races that are drawn. */
  | { readonly part: RacePart; readonly first: number; readonly races: number };

/** How many races a batch has at most, so that it takes between a second and a minute or two. */
const racesInBatch: Readonly<Record<RacePart, number>> = {
  pairs: 16,
  allSchedules: 4,
  twoAgainstOne: 8,
  triples: 8,
  pct: 4,
};

/**
 * The batch at this place of the budget: first the races are counted, then come all batches of a part after the other, and then
 * those of `pct`. `null`: the budget has no such batch, or not yet, since the races are not counted (`counts` is `null`). Round 1
 * of a job is its first part, and so on; from round 5 each has twice as many batches of `pct` as the one before.
 */
export function raceWorkAt(
  place: number,
  { counts, rounds }: { readonly counts: RaceCounts | null; readonly rounds: number },
): RaceWork | null {
  if (place === 0) return { part: 'count' };
  if (counts === null) return null;
  let first = 1;
  for (const [at, part] of raceParts.entries()) {
    if (at >= rounds) return null;
    if (part === 'pct') break;
    const batches = Math.ceil(counts[part] / racesInBatch[part]);
    const own = place - first;
    if (own < batches) {
      const from = own * racesInBatch[part];
      return { part, first: from, races: Math.min(racesInBatch[part], counts[part] - from) };
    }
    first += batches;
  }
  const own = place - first;
  if (own >= 2 ** (rounds - raceParts.length + 1) - 1) return null;
  return { part: 'pct', first: own * racesInBatch.pct, races: racesInBatch.pct };
}

/** The round of the batch at this place, from 1; the round before the first while the races are counted. */
export function raceRoundAt(place: number, counts: RaceCounts | null): number {
  const work = raceWorkAt(place, { counts, rounds: Infinity });
  if (work === null || work.part === 'count') return 0;
  if (work.part !== 'pct') return raceParts.indexOf(work.part) + 1;
  return raceParts.length + Math.floor(Math.log2(work.first / racesInBatch.pct + 1));
}
