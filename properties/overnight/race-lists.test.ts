import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Race } from '../../src/kernel/race.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { RacePart } from '../../src/overnight/race-budget.ts';
import { raceWorkAt } from '../../src/overnight/race-budget.ts';
import { raceJobsOf } from '../../src/overnight/race-jobs.ts';
import type { RacesToList } from '../../src/overnight/race-lists.ts';
import { countRaces, racesOfBatch } from '../../src/overnight/race-lists.ts';
import { racesOf } from '../../src/race/races-of.ts';
import { queue as queueSubject } from '../../src/subjects/queue/subject.ts';
import { openToyStage } from '../race/toy-stage.ts';

const queue: AnySubject = queueSubject;
const policies = allPolicies(queue);
const races = { depth: 1, preemptions: 1, useCases: false };
const [job] = raceJobsOf(queue, { systems: ['postgres'], policies, races });
const scope = queue.scopes['small'] ?? {};

function listOf(touched = true): RacesToList {
  if (job === undefined) throw new Error('the queue has no job of races');
  const setup = setUp(queue, { system: 'postgres', policies, scope, overlap: { address: () => '' } });
  // No race is run: the stage says alone whether it follows what moves touch.
  const stage = { ...openToyStage(), ...(touched && { touched: () => ({ reads: [], writes: [] }) as never }) };
  return { where: { setup, stage }, subject: queue, job, depth: 1, alive: () => undefined };
}

const texts = (some: readonly Race[]): string[] => some.map((race) => JSON.stringify(race)).toSorted();

test('races are counted by part, and all schedules need a stage with footprints', async () => {
  const counts = { pairs: 40, allSchedules: 40, twoAgainstOne: 171, triples: 54 };
  expect(await countRaces(listOf())).toEqual(counts);
  expect(await countRaces(listOf(false))).toEqual({ ...counts, allSchedules: 0 });
});

test('the batches of a part have each race of a scope once, in a drawn order', async () => {
  const list = listOf();
  const counts = await countRaces(list);
  const { model, naming } = list.where.setup;
  const all = texts([...racesOf(model, { depth: 1, atOnce: 3, drawnNames: naming?.drawnNames ?? [] })]);
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const byPart = new Map<RacePart, Race[]>();
      for (let place = 1; ; place += 1) {
        const work = raceWorkAt(place, { counts, rounds: 4 });
        if (work === null || work.part === 'count') break;
        const own = await racesOfBatch(list, work, seed);
        expect(own).toHaveLength(work.races);
        byPart.set(work.part, [...(byPart.get(work.part) ?? []), ...own]);
      }
      const { pairs = [], allSchedules = [], twoAgainstOne = [], triples = [] } = Object.fromEntries(byPart);
      expect(texts([...pairs, ...twoAgainstOne, ...triples])).toEqual(all);
      expect(allSchedules).toEqual(pairs);
      expect(triples.every(({ atOnce }) => atOnce.length === 3)).toBe(true);
      expect(twoAgainstOne.every(({ atOnce }) => atOnce.length === 2)).toBe(true);
    }),
    { numRuns: 5 },
  );
  const order = (seed: number): Promise<readonly Race[]> =>
    racesOfBatch(list, { part: 'pairs', first: 0, races: 16 }, seed);
  expect(await order(1)).not.toEqual(await order(2));
});

test('drawn races have four to six commands at once, and differ by the seed', async () => {
  const draw = (seed: number): Promise<readonly Race[]> =>
    racesOfBatch(listOf(), { part: 'pct', first: 0, races: 4 }, seed);
  const drawn = await draw(1);
  expect(drawn).toHaveLength(4);
  for (const { before, atOnce } of drawn) {
    const count = atOnce.flatMap(({ commands }) => commands).length;
    expect([count >= 4 && count <= 6, before.length <= 2]).toEqual([true, true]);
  }
  expect(await draw(1)).toEqual(drawn);
  expect(await draw(2)).not.toEqual(drawn);
});
