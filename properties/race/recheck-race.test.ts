import { expect, test } from 'vitest';
import type { RaceTrace } from '../../src/corpus/race-trace.ts';
import { sameJson } from '../../src/kernel/json.ts';
import { racesOf } from '../../src/race/races-of.ts';
import type { RaceRecheck } from '../../src/race/recheck-race.ts';
import { recheckRace } from '../../src/race/recheck-race.ts';
import { foundInShow } from './found-in-show.ts';
import { toyShow } from './toy-show.ts';

const trace = await foundInShow(toyShow);

/** Runs the smaller races of the trace again, with these changes. */
function recheck(change: Partial<RaceTrace> = {}, signal?: AbortSignal): Promise<RaceRecheck> {
  const changed = { ...trace, ...change };
  if (changed.certificate?.kind !== 'minimal') throw new Error('the race is not minimal');
  return recheckRace(toyShow, changed, changed.certificate, signal === undefined ? {} : { signal });
}

test('the smaller races of a certificate are run again, and are the same', async () => {
  const { certificate } = trace;
  expect(certificate?.races).toBeGreaterThan(0);
  expect(await recheck()).toEqual({
    verdict: 'confirmed',
    races: certificate?.races,
    schedules: certificate?.schedules,
    isGone: false,
    isSame: true,
    smaller: null,
    reason: null,
  });
});

test('races that are right are confirmed where other ones were run', async () => {
  const { races = 0, schedules = 0 } = trace.certificate ?? {};
  const other = { kind: 'minimal', races: races + 1, schedules, preemptions: 1 } as const;
  expect(await recheck({ certificate: other })).toMatchObject({ verdict: 'confirmed', races, isSame: false });
});

test('a race that is right now is run too', async () => {
  const { certificate } = trace;
  const found = await recheck({ system: 'mended' });
  expect(found).toMatchObject({ verdict: 'confirmed', races: certificate?.races, isGone: true, isSame: true });
  expect(found.schedules).toBeGreaterThan(certificate?.schedules ?? Infinity);
});

test('a smaller race that is wrong refutes the certificate', async () => {
  const { verdict, smaller } = await recheck({ system: 'early' });
  expect(verdict).toBe('refuted');
  expect(smaller?.race.before).toEqual([]);
});

test('the race itself with fewer preemptions refutes the certificate', async () => {
  const { verdict, smaller } = await recheck({ preemptions: trace.preemptions + 1 });
  expect(verdict).toBe('refuted');
  expect(smaller).toMatchObject({
    race: { before: trace.before, atOnce: trace.atOnce },
    preemptions: trace.preemptions,
  });
});

test('a race that the scope does not have refutes the certificate', async () => {
  const before = [{ type: 'look' }, ...trace.before];
  expect(await recheck({ before })).toMatchObject({
    verdict: 'refuted',
    smaller: null,
    reason: 'the race is none of the scope any more',
  });
});

test('running the smaller races can be interrupted', async () => {
  expect(await recheck({}, AbortSignal.abort())).toMatchObject({ verdict: 'interrupted', isGone: false });
});

test('the number of races shows how many commands at once the search had', async () => {
  const wide = [...racesOf(toyShow.model({}, {}), { depth: 1, atOnce: 3 })];
  const races = wide.findIndex((race) => sameJson(race, { before: trace.before, atOnce: trace.atOnce }));
  expect(races).toBeGreaterThan(trace.certificate?.races ?? Infinity);
  const { verdict, smaller } = await recheck({ certificate: { kind: 'minimal', races, schedules: 1, preemptions: 1 } });
  // Three at once go wrong before the show is open.
  expect(verdict).toBe('refuted');
  expect(smaller?.race.atOnce).toHaveLength(3);
});
