import { createYield } from '../kernel/event-loop.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { drawRaces } from '../race/draw-race.ts';
import { racesStepByStep } from '../race/races-of.ts';
import type { RaceSetup } from '../race/run-race.ts';
import { shuffled } from '../race/shuffled.ts';
import type { Job } from './job.ts';
import { keyOf } from './job.ts';
import type { RaceCounts, RacePart, RaceWork } from './race-budget.ts';

/** Which races a batch lists, and where. */
export interface RacesToList {
  readonly where: RaceSetup<unknown, Command, Outcome, unknown>;
  readonly subject: AnySubject;
  readonly job: Job;
  /** The commands before a race, at most. */
  readonly depth: number;
  /** Called at least every twentieth of a second. */
  readonly alive: () => void;
}

/** How many commands a drawn race has at once. */
const [fewestDrawn, mostDrawn] = [4, 6];

type ListedRaces = Readonly<Record<Exclude<RacePart, 'pct' | 'allSchedules'>, readonly Race[]>>;

/** How many races each part has. */
export async function countRaces(list: RacesToList): Promise<RaceCounts> {
  const { pairs, twoAgainstOne, triples } = await listRaces(list);
  return {
    pairs: pairs.length,
    // Where every move may touch everything, no two schedules are the same, and there are too many of them.
    allSchedules: list.where.stage.touched === undefined ? 0 : pairs.length,
    twoAgainstOne: twoAgainstOne.length,
    triples: triples.length,
  };
}

/** The races of a batch: of a part with an end in an order that the seed draws, of `pct` drawn by the seed. */
export async function racesOfBatch(
  list: RacesToList,
  { part, first, races }: Exclude<RaceWork, { readonly part: 'count' }>,
  seed: number,
): Promise<readonly Race[]> {
  if (part === 'pct') {
    const { model, naming } = list.where.setup;
    const { drawnNames = [] } = naming ?? {};
    const sizes = { before: 2 * list.depth, fewest: fewestDrawn, most: mostDrawn, drawnNames };
    return drawRaces(model, { ...sizes, races, seed });
  }
  const all = await listRaces(list);
  return shuffled(all[part === 'allSchedules' ? 'pairs' : part], seed).slice(first, first + races);
}

/** The races of jobs, by the model of their subject: a worker process lists them once for all of its batches. */
const listed = new WeakMap<object, Map<string, ListedRaces>>();

async function listRaces({ where, subject, job, depth, alive }: RacesToList): Promise<ListedRaces> {
  const { model, naming } = where.setup;
  const { drawnNames = [] } = naming ?? {};
  const known = listed.get(subject.model) ?? new Map<string, ListedRaces>();
  listed.set(subject.model, known);
  const key = JSON.stringify([keyOf(job), drawnNames]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const races = { pairs: [] as Race[], twoAgainstOne: [] as Race[], triples: [] as Race[] };
  const yieldToEvents = createYield(alive);
  for (const race of racesStepByStep(model, { depth, atOnce: 3, drawnNames })) {
    if (race !== null) races[partOf(race)].push(race);
    if (yieldToEvents.isDue()) await yieldToEvents();
  }
  known.set(key, races);
  return races;
}

function partOf({ atOnce }: Race): keyof ListedRaces {
  if (atOnce.length > 2) return 'triples';
  return atOnce.every(({ commands }) => commands.length === 1) ? 'pairs' : 'twoAgainstOne';
}
