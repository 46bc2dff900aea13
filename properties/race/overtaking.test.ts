import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Wait } from '../../src/real/wire/postgres/overtaking.ts';
import { overtakenIn } from '../../src/real/wire/postgres/overtaking.ts';
import type { Program, Staged } from './staged.ts';
import { openStaged } from './staged.ts';

/** Who waits for whom, in the order in which they came to wait: `b<a` says that b waits for a. */
function waits(text: string): Map<string, Wait<string>> {
  const each = text.split(' ').filter((one) => one !== '');
  return new Map(each.map((one, place) => [one.charAt(0), { place, holders: one.slice(2).split('') }]));
}

test.each([
  ['b<a c<ab', 'b<c', { first: 'b', by: 'c' }],
  ['b<a c<ab', 'c<b', null],
  ['b<a c<ab d<abc', 'c<b d<bc', null],
  ['b<a c<ab d<abc', 'c<bd d<b', { first: 'c', by: 'd' }],
  // Two that wait for a key have no place in a queue: the time counts.
  ['b<a c<a', 'b<c', { first: 'b', by: 'c' }],
  ['b<a c<a', 'c<b', null],
  // They wait for different locks, and c then for that of b.
  ['c<d b<a', 'b<a c<b', null],
  ['c<b b<a', 'c<b', null],
])('where it was %s and is %s, overtaken is %j', (before, after, overtaken) => {
  expect(overtakenIn(waits(before), waits(after))).toEqual(overtaken);
});

let staged: Staged;

beforeAll(async () => {
  staged = await openStaged({
    tables: 'CREATE TABLE seats (id int PRIMARY KEY, taken_by text)',
    actors: ['a', 'b', 'c', 'd'],
  });
});
afterAll(() => staged.close());

test('of the runs without a fault, the first waiter of a row is served first in each', async () => {
  const { stage, poolOf, script, rows } = staged;
  const write =
    (by: string): Program =>
    (pool) =>
      pool.query(`UPDATE seats SET taken_by = concat(taken_by, $1::text)`, [by]);
  const seats: unknown[] = [];
  const overtakings: boolean[] = [];
  for (let runs = 0; seats.length < 10 && runs < 500; runs += 1) {
    await script(`DELETE FROM seats; INSERT INTO seats VALUES (1, '')`);
    stage.hold();
    for (const actor of ['a', 'b', 'c', 'd']) await stage.begin(actor, () => write(actor)(poolOf(actor)));
    for (const actor of ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'])
      if (stage.moves().some((move) => move.actor === actor)) await stage.release(actor);
    const faults = stage.faults();
    await stage.letPass();
    const [seat] = await rows('SELECT taken_by AS by FROM seats');
    if (faults.length === 0) seats.push(seat);
    overtakings.push(...faults.map(({ isOvertaking }) => isOvertaking));
  }
  expect(seats).toEqual(Array.from({ length: 10 }, () => ({ by: 'abcd' })));
  expect(overtakings).not.toContain(false);
});
