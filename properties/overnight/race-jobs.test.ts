import { expect, test } from 'vitest';
import { allPolicies } from '../../src/kernel/subject.ts';
import { isSameButScope, keyOf, nameOf } from '../../src/overnight/job.ts';
import { raceJobsOf, racedSystemsOf } from '../../src/overnight/race-jobs.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { toyShow } from '../race/toy-show.ts';

test('races run on the first system that can be raced, or on those that are named', () => {
  expect(racedSystemsOf(booking, undefined)).toEqual({ systems: ['postgres'], leftOut: [] });
  expect(racedSystemsOf(booking, ['sqlite', 'postgres'])).toEqual({
    systems: ['postgres'],
    leftOut: [
      'booking on sqlite cannot be raced: the system has no stage, which orders statements; --systems postgres names what can be raced',
    ],
  });
  expect(racedSystemsOf(booking, ['etcd'])).toEqual({ systems: [], leftOut: [] });
});

test('a subject that cannot be raced is left out with the reason and the way out', () => {
  const none =
    'authority cannot be raced: none of its systems has a stage, which orders statements; give a system of it a stage and `concurrent`, as in docs/guide/races.md';
  expect(racedSystemsOf(authority, undefined)).toEqual({ systems: [], leftOut: [none] });
  const alone = toyShow.systems.map((system) => Object.assign({}, system, { concurrent: false }));
  const shows = { ...toyShow, systems: alone };
  expect(racedSystemsOf(shows, ['app']).leftOut).toEqual([
    'toy-show on app cannot be raced: the system is not `concurrent`; give a system of it a stage and `concurrent`, as in docs/guide/races.md',
  ]);
});

test('a job of races is one for each scope, and its key has what it races', () => {
  const how = {
    systems: ['postgres'],
    policies: allPolicies(booking),
    races: { depth: 3, preemptions: 1, useCases: false },
  };
  const jobs = raceJobsOf(booking, how);
  expect(jobs.map(nameOf)).toEqual([
    'booking on postgres, small, race',
    'booking on postgres, boundaries, race',
    'booking on postgres, medium, race',
    'booking on postgres, large, race',
  ]);
  const [small, boundaries] = jobs;
  const [deeper] = raceJobsOf(booking, { ...how, races: { depth: 4, preemptions: 1, useCases: false } });
  const all = [small, boundaries, deeper].filter((job) => job !== undefined);
  expect(all.map((job) => all.map((other) => isSameButScope(job, other)))).toEqual([
    [true, true, false],
    [true, true, false],
    [false, false, true],
  ]);
  expect(new Set(all.map(keyOf)).size).toBe(3);
});
