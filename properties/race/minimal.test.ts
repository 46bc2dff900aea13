import { expect, test } from 'vitest';
import type { Command } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import type { RacesOptions, RacesReport } from '../../src/race/explore-races.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';
import { shrinkRace, smallerRaces } from '../../src/race/shrink-race.ts';
import { toyShow } from './toy-show.ts';

const racesOfShow = (options: Partial<RacesOptions>, system = 'app'): Promise<RacesReport> =>
  onStage(toyShow, { system, policies: {}, scope: {} }, (where) =>
    exploreRaces(where, { depth: 3, preemptions: 1, ...options }),
  );

const book = (guest: string) => ({ actor: guest, commands: [{ type: 'book', guest }] });
const smallest = { before: [{ type: 'open' }], atOnce: [book('ann'), book('bob')] };

test('the first wrong race in order is minimal, with a count of what was run before', async () => {
  const { found, certificate, races, schedules } = await racesOfShow({});
  expect(found?.race).toEqual(smallest);
  expect(found?.preemptions).toBe(1);
  expect(certificate).toEqual({ kind: 'minimal', races: races - 1, schedules: expect.any(Number), preemptions: 1 });
  expect(races).toBeGreaterThan(1);
  expect(certificate?.schedules).toBeLessThan(schedules);
});

test('a race found in an order drawn by a seed is shrunk until no smaller is wrong', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const { found, certificate } = await racesOfShow({ maxSchedules: 1_000, seed });
    expect(found?.race.before).toEqual([{ type: 'open' }]);
    expect(found?.race.atOnce).toHaveLength(2);
    expect(found?.preemptions).toBe(1);
    expect(certificate).toMatchObject({ kind: 'locally minimal', races: 0, schedules: 0 });
  }
});

test('of the schedules with as few preemptions the one with the fewest steps is found', async () => {
  const { found } = await racesOfShow({}, 'checksTwice');
  expect(found?.run.steps).toHaveLength(6);
  expect(found?.run.steps[0]?.actor).toBe('bob');
});

test('a race whose schedules were not all run is shrunk to the fewest steps as well', async () => {
  await onStage(toyShow, { system: 'checksTwice', policies: {}, scope: {} }, async (where) => {
    const { found } = await exploreRaces(where, { depth: 1, preemptions: 1 });
    if (found === null) throw new Error('nothing was found');
    const { steps } = found.run;
    const stopped = { ...found, run: { ...found.run, steps: [...steps, ...steps] } };
    const shrunk = await shrinkRace(where, stopped, {
      preemptions: 1,
      because: 'a test says so',
      onProgress: () => undefined,
    });
    expect(shrunk.found.run.steps).toEqual(steps);
  });
});

test('smaller races have only enabled commands, and several actors at once', () => {
  const model = toyShow.model({}, {});
  const look: Command = { type: 'look' };
  const open: Command = { type: 'open' };
  const race: Race = { before: [open, look], atOnce: [...smallest.atOnce, { actor: 'clerk', commands: [look] }] };
  expect([...smallerRaces(model, race)]).toEqual([
    { before: [open], atOnce: race.atOnce },
    { before: race.before, atOnce: race.atOnce.slice(1) },
    { before: race.before, atOnce: [race.atOnce[0], race.atOnce[2]] },
    { before: race.before, atOnce: race.atOnce.slice(0, 2) },
  ]);
});
