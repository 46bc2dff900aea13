import { expect, test } from 'vitest';
import type { FoundAtOnce } from '../../src/overnight/batch.ts';
import {
  compareFound,
  findingIn,
  findingKey,
  folderOf,
  isOfKnownRace,
  isSure,
  placeOf,
} from '../../src/overnight/findings.ts';
import { foundOf, traceOf } from './parts.ts';

const place = { subject: 'queue', system: 'sqlite', policies: { b: true, a: false } };
const finding = { kind: 'divergence', name: 'view.value', where: 'up' } as const;

test('findings differ by subject, system, policy, kind, name or command', () => {
  const keys = [
    findingKey(place, finding),
    findingKey({ ...place, subject: 'booking' }, finding),
    findingKey({ ...place, system: 'postgres' }, finding),
    findingKey({ ...place, policies: { b: true, a: true } }, finding),
    findingKey({ ...place, policies: { b: false, a: true } }, finding),
    findingKey(place, { ...finding, kind: 'systemError' }),
    findingKey(place, { ...finding, name: 'view' }),
    findingKey(place, { ...finding, where: 'down' }),
    findingKey(place, { kind: 'divergence', name: 'view.value' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('a finding is the same in whatever order the policies stand, and in every scope', () => {
  const other = { ...place, policies: { a: false, b: true }, scope: { most: 3 } };
  expect(findingKey(other, finding)).toBe(findingKey(place, finding));
  expect(placeOf(other)).toEqual(placeOf(place));
});

test('the key of a finding is a fixed text, since journals keep the key', () => {
  expect(findingKey(place, finding)).toBe(
    '["queue","sqlite","[[\\"a\\",false],[\\"b\\",true]]","divergence","view.value","up"]',
  );
});

test('of two runs of a finding one that always shows is kept, then the shorter one', () => {
  const short = foundOf({ trace: traceOf({ commands: [{ type: 'up' }] }) });
  const long = foundOf();
  const sometimes = foundOf({ ...short, shown: 9 });
  expect(compareFound(short, long)).toBeLessThan(0);
  expect(compareFound(long, short)).toBeGreaterThan(0);
  expect(compareFound(long, sometimes)).toBeLessThan(0);
  expect(compareFound(sometimes, long)).toBeGreaterThan(0);
  expect(compareFound(long, foundOf())).toBe(0);
});

test('a finding that shows only sometimes has a folder of its own', () => {
  expect([isSure({ shown: 2, of: 2 }), isSure({ shown: 1, of: 2 })]).toEqual([true, false]);
  expect(folderOf('kept', { shown: 2, of: 2 })).toBe('kept');
  expect(folderOf('kept', { shown: 1, of: 2 })).toBe('kept/sometimes');
});

/** A race by the types of the commands of each actor. */
function raceOf(...sides: readonly string[]): FoundAtOnce {
  const atOnce = sides.map((types, at) => ({
    actor: `a${at}`,
    commands: types.split(' ').map((type) => ({ type })),
  }));
  return { atOnce, violation: { kind: 'notLinearizable', details: 'no order' } };
}

test('a finding of a race is the kind of its violation and its commands at once', () => {
  const names = [raceOf('lease', 'tick'), raceOf('tick', 'lease')].map((race) => findingIn(race));
  expect(names).toEqual(['lease+tick', 'lease+tick'].map((name) => ({ kind: 'race: notLinearizable', name })));
  expect(findingIn(raceOf('lease commit', 'tick')).name).toBe('lease-commit+tick');
  expect(findingIn(traceOf())).toMatchObject({ kind: 'invariant', name: 'FLOOR' });
});

test('races of a contract are different findings where they break different promises', () => {
  const race = raceOf('fetch', 'fetch');
  const breaks = (promise: string): FoundAtOnce => ({ ...race, violation: { ...race.violation, promise } });
  expect(findingIn(breaks('groupHeld'))).toEqual({ kind: 'race: notLinearizable, groupHeld', name: 'fetch+fetch' });
  expect(isOfKnownRace(breaks('groupHeld'), breaks('groupHeld'))).toBe(true);
  expect(isOfKnownRace(breaks('exclusive'), breaks('groupHeld'))).toBe(false);
});

test('a race counts as a known one where it has the commands of the known one at once', () => {
  const known = raceOf('lease', 'lease');
  const counts = (...sides: readonly string[]): boolean => isOfKnownRace(raceOf(...sides), known);
  expect([counts('lease', 'lease'), counts('tick', 'lease', 'lease'), counts('lease commit', 'tick lease')]).toEqual(
    Array(3).fill(true),
  );
  // Each actor of the known race needs an actor of its own.
  expect([counts('lease lease', 'tick'), counts('lease', 'tick')]).toEqual([false, false]);
  expect(isOfKnownRace(raceOf('commit lease', 'tick'), raceOf('lease commit', 'tick'))).toBe(false);
  expect(isOfKnownRace(raceOf('a b', 'c'), raceOf('a', 'b'))).toBe(false);
  expect(isOfKnownRace(raceOf('a b', 'a'), raceOf('b', 'a'))).toBe(true);
  expect(isOfKnownRace({ ...known, violation: { kind: 'threw', details: 'no order' } }, known)).toBe(false);
});
