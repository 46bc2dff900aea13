import { describe, expect, test } from 'vitest';
import { noFootprint } from '../../src/kernel/footprint.ts';
import type { Race } from '../../src/kernel/race.ts';
import { allPreemptions, exploreOrders } from '../../src/race/explore-orders.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import type { RacesOptions, RacesReport } from '../../src/race/explore-races.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import type { ScheduleRole } from '../../src/race/find-by.ts';
import { findBy } from '../../src/race/find-by.ts';
import { onStage } from '../../src/race/on-stage.ts';
import type { Go } from './go.ts';
import { goWith } from './go.ts';
import { toyShow } from './toy-show.ts';
import type { ToyStage } from './toy-stage.ts';
import { openToyStage } from './toy-stage.ts';

const inShow = (system: string, options: Partial<RacesOptions>): Promise<RacesReport> =>
  onStage(toyShow, { system, policies: {}, scope: {} }, (where) =>
    exploreRaces(where, { depth: 1, preemptions: 1, ...options }),
  );

describe('the schedules of the races of a scope', () => {
  test('are all searched after those with few preemptions', async () => {
    const { orders, schedules, redundant, isWhole, unresolved } = await inShow('mended', {
      search: 'all',
      preemptions: 0,
    });
    const bounded = await inShow('mended', { preemptions: 0 });
    const unreduced = await inShow('mended', { search: 'unreduced' });
    expect({ isWhole, redundant, bounded: bounded.orders }).toEqual({ isWhole: true, redundant: 0, bounded: 0 });
    expect(schedules).toBe(bounded.schedules + orders);
    // A stage that knows no footprints says that every move meets every other one.
    expect(unresolved).toContain('COMMIT');
    expect(orders).toBe(unreduced.schedules);
    expect(orders).toBeGreaterThan(bounded.schedules);
  });

  test('show the smallest violation, also where it needs more preemptions', async () => {
    expect((await inShow('checksTwice', { preemptions: 0 })).found).toBeNull();
    const { found } = await inShow('checksTwice', {});
    for (const search of ['all', 'unreduced'] as const) {
      const shown = await inShow('checksTwice', { preemptions: 0, search });
      expect(shown.found).toEqual(found);
      expect(shown.certificate).toMatchObject({ kind: 'minimal', preemptions: search === 'all' ? 0 : 2 });
    }
  });

  test('are the same at random where the seed is', async () => {
    const drawn = await inShow('app', { search: 20, seed: 4 });
    expect(await inShow('app', { search: 20, seed: 4 })).toEqual(drawn);
    expect(drawn.found?.preemptions).toBe(1);
    const reason = 'only races with a command less were run, since the schedules were drawn at random';
    expect(drawn.certificate).toMatchObject({ kind: 'locally minimal', reason });
  });

  test('have a bound where they are drawn at random, by the moves of a run', async () => {
    const { random, races, schedules } = await inShow('mended', { search: 20, seed: 1 });
    expect(schedules).toBe(21 * races);
    expect(random).toEqual({ depth: 2, bound: expect.closeTo(1 - (1 - 1 / (2 * 5)) ** 20, 5) });
  });
});

/** Two actors send two statements each that meet in no table; with a mutex one after the other. */
async function schedulesOf(hasMutex: boolean): Promise<{ readonly orders: number; readonly all: number }> {
  const toy = openToyStage();
  const stage: ToyStage = { ...toy, touched: () => noFootprint };
  let free: Promise<unknown> = Promise.resolve();
  const setup = goWith(async () => {
    await stage.send({ text: 'SELECT 1' });
    const before = free;
    const work = async (): Promise<void> => {
      if (hasMutex) await before;
      await stage.send({ text: 'SELECT 2' });
      await stage.send({ text: 'SELECT 3' });
    };
    const own = work();
    free = own;
    await own;
    return { type: 'went' };
  });
  const race: Race<Go> = {
    before: [],
    atOnce: ['a', 'b'].map((actor) => ({ actor, commands: [{ type: 'go', actor }] })),
  };
  const where = { setup, stage };
  let [orders, all] = [0, 0];
  for await (const { strayed, isRedundant } of exploreOrders(where, race))
    if (strayed === null && !isRedundant) orders += 1;
  for await (const { strayed } of exploreRace(where, race, allPreemptions)) if (strayed === null) all += 1;
  return { orders, all };
}

test('all schedules are run where an actor waits for another one within its process', async () => {
  // Each of the two may have returned before the other one is called; otherwise their moves are independent.
  expect(await schedulesOf(false)).toEqual({ orders: 3, all: 20 });
  const { orders, all } = await schedulesOf(true);
  // The first run of the search came before the first wait.
  expect(orders).toBe(1 + all);
  expect(all).toBeGreaterThan(3);
});

test('of the orders of a wrong order the one with the fewest preemptions is found', async () => {
  const toy = openToyStage();
  const stage: ToyStage = { ...toy, touched: () => noFootprint };
  let log: string[] = [];
  const at = (event: string): number => log.indexOf(event);
  const setup = goWith(async ({ actor }) => {
    if (at(`${actor} begins`) >= 0 || log.length === 6) log = [];
    log.push(`${actor} begins`);
    await stage.send({ text: 'SELECT 1' });
    await stage.send({ text: 'SELECT 2' });
    log.push(`${actor} ends`);
    const isWrong = at('a ends') < at('b begins') && at('c begins') < at('a ends') && at('b begins') < at('c ends');
    if (log.length === 6 && isWrong) throw new Error('wrong');
    return { type: 'went' };
  });
  const race: Race<Go> = {
    before: [],
    atOnce: ['a', 'b', 'c'].map((actor) => ({ actor, commands: [{ type: 'go', actor }] })),
  };
  const roles: ScheduleRole[] = [];
  const { found } = await findBy({ setup, stage }, race, { kind: 'all', preemptions: 0 }, (_schedule, role) => {
    roles.push(role);
    return true;
  });
  expect(new Set(roles)).toEqual(new Set(['schedule', 'order']));
  expect(found?.preemptions).toBe(1);
});
