import { expect, test } from 'vitest';
import type { BookingOutcome, BookingPolicies } from '../../src/alphabets/booking.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { bookingSchemaOf } from '../../src/real/booking/sqlite/schema.ts';
import { openSqliteBookingStore } from '../../src/real/booking/sqlite/store.ts';
import { createManualClock } from '../../src/real/clock.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { createFailpoints } from '../../src/real/failpoints.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { lastOutcome } from '../subjects/last-outcome.ts';
import { commandsOf, without } from './worlds.ts';

const scope = { clients: 3, resources: 2, units: 2, requests: 3, faults: 9 };

/** One rule of booking, in the shortest run that shows it. */
interface RuleRun {
  readonly says: string;
  readonly without?: readonly (keyof BookingPolicies)[];
  /** The commands, in words. */
  readonly run: string;
  /** The outcome of the last. */
  readonly ends: BookingOutcome;
}

const namedRuns: readonly RuleRun[] = [
  {
    says: 'a read says what is free, and under which version',
    run: 'c1 book 2 of r1, c1 decide, c1 persist, c2 book 1 of r1',
    ends: { type: 'read', version: 1, free: 0 },
  },
  {
    says: 'what is booked of one resource is not taken from another',
    run: 'c1 book 2 of r1, c1 decide, c1 persist, c2 book 1 of r2',
    ends: { type: 'read', version: 0, free: 2 },
  },
  {
    says: 'a request for more than is free is rejected',
    run: 'c1 book 1 of r1, c1 decide, c1 persist, c2 book 2 of r1, c2 decide',
    ends: { type: 'rejected', by: 'decision' },
  },
  {
    says: 'a request for all that is free goes through',
    run: 'c1 book 1 of r1, c1 decide, c1 persist, c2 book 1 of r1, c2 decide, c2 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'of two who have read the same, the second to write conflicts, though there is room for both',
    run: 'c1 book 1 of r1, c1 decide, c2 book 1 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'failed', cause: 'conflict' },
  },
  {
    says: 'a cancellation is a write too: who has read before it conflicts',
    run: 'c1 book 1 of r1, c1 decide, c1 persist, c2 book 1 of r1, c2 decide, c1 cancel, c2 persist',
    ends: { type: 'failed', cause: 'conflict' },
  },
  {
    says: 'an expiry is a write too',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c2 book 1 of r1, c2 decide, tick 600000, expire 1, c2 persist',
    ends: { type: 'failed', cause: 'conflict' },
  },
  {
    says: 'a confirmation changes nothing that is free: who has read before it does not conflict',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c2 book 1 of r1, c2 decide, c1 confirm, c2 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'a write to another resource is no conflict',
    run: 'c1 book 1 of r1, c1 decide, c2 book 1 of r2, c2 decide, c2 persist, c1 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'who writes on an old version without the version check is refused by the database, if it comes to that',
    without: ['versionCheck'],
    run: 'c1 book 2 of r1, c1 decide, c2 book 2 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'rejected', by: 'constraint' },
  },
  {
    says: 'the database counts what is held as well as what is confirmed',
    without: ['versionCheck'],
    run: 'c1 book 2 of r1, c1 decide, c2 hold 2 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'rejected', by: 'constraint' },
  },
  {
    says: 'the database counts neither what has ended nor what is of another resource',
    without: ['versionCheck'],
    run: [
      'c1 book 2 of r1, c1 decide, c2 book 2 of r2, c2 decide, c2 persist, c3 hold 2 of r1, c3 decide, c3 persist',
      'tick 600000, expire 2, c2 book 2 of r1, c2 decide, c2 persist, c2 cancel, c1 persist',
    ].join(', '),
    ends: { type: 'confirmed', booking: 4 },
  },
  {
    says: 'the database refuses no unit that there is room for',
    without: ['versionCheck'],
    run: 'c1 book 1 of r1, c1 decide, c2 book 1 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'without either the last to write wins, and its booking is one too many',
    without: ['versionCheck', 'storeConstraint'],
    run: 'c1 book 2 of r1, c1 decide, c2 book 2 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'a hidden retry books on what it reads the second time',
    without: ['surfaceConflicts'],
    run: 'c1 book 1 of r1, c1 decide, c2 book 1 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'a hidden retry is rejected where there is no room any more',
    without: ['surfaceConflicts'],
    run: 'c1 book 1 of r1, c1 decide, c2 book 2 of r1, c2 decide, c2 persist, c1 persist',
    ends: { type: 'rejected', by: 'decision' },
  },
  {
    says: 'a time-out is told, not tried again, whether or not conflicts are',
    without: ['surfaceConflicts'],
    run: 'c1 book 1 of r1, c1 decide, c1 persist timeout',
    ends: { type: 'failed', cause: 'timeout' },
  },
  {
    says: 'a fault that finds nothing to strike does not strike later',
    run: 'c1 persist timeout, c1 book 1 of r1, c1 decide, c1 persist',
    ends: { type: 'confirmed', booking: 1 },
  },
  {
    says: 'who repeats a request that was booked unheard is told of the booking',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist lostAfterCommit, c1 repeat',
    ends: { type: 'held', booking: 1 },
  },
  {
    says: 'and of its own, not of another’s under the same number, nor of an earlier one of its own',
    run: [
      'c2 book 1 of r1, c2 decide, c2 persist, c1 book 1 of r2, c1 decide, c1 persist',
      'c1 book 1 of r1, c1 decide, c1 persist lostAfterCommit, c1 repeat',
    ].join(', '),
    ends: { type: 'confirmed', booking: 3 },
  },
  {
    says: 'even when the booking has ended since',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist lostAfterCommit, tick 600000, expire 1, c1 repeat',
    ends: { type: 'held', booking: 1 },
  },
  {
    says: 'and then learns that it has ended when it comes to confirm it',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist lostAfterCommit, tick 600000, expire 1, c1 repeat, c1 confirm',
    ends: { type: 'alreadyReleased' },
  },
  {
    says: 'who repeats a request that was not booked calls anew',
    run: 'c1 book 1 of r1, c1 decide, c1 persist lostBeforeCommit, c1 repeat',
    ends: { type: 'read', version: 0, free: 2 },
  },
  {
    says: 'a repeat that fails leaves open what was open, and the next one still finds the booking',
    run: 'c1 book 1 of r1, c1 decide, c1 persist lostAfterCommit, c1 repeat exhausted, c1 repeat',
    ends: { type: 'confirmed', booking: 1 },
  },
  {
    says: 'a client that crashed repeats what it had written down',
    run: 'c1 book 1 of r1, c1 decide, c1 crash, c1 restart, c1 repeat',
    ends: { type: 'read', version: 0, free: 2 },
  },
  {
    says: 'no new request is made while one is open',
    run: 'c1 book 1 of r1, c1 decide, c1 persist lostAfterCommit, c1 book 1 of r2',
    ends: { type: 'notNext' },
  },
  {
    says: 'without the key a repeat knows of no booking, and books again',
    without: ['idempotencyKey'],
    run: 'c1 book 1 of r1, c1 decide, c1 persist lostAfterCommit, c1 repeat, c1 decide, c1 persist',
    ends: { type: 'confirmed', booking: 2 },
  },
  {
    says: 'a hold is confirmed in its last millisecond',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, tick 599999, c1 confirm',
    ends: { type: 'confirmed', booking: 1 },
  },
  {
    says: 'and not after that, though the sweeper has not come yet',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, tick 600000, c1 confirm',
    ends: { type: 'tooLate' },
  },
  {
    says: 'who confirms again after a lost reply is told the same again, however late',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c1 confirm lostAfterCommit, tick 600000, c1 confirm',
    ends: { type: 'confirmed', booking: 1 },
  },
  {
    says: 'confirming one hold confirms no other',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c2 hold 1 of r1, c2 decide, c2 persist, c1 confirm, tick 600000, expire 2',
    ends: { type: 'expired' },
  },
  {
    says: 'the sweeper leaves a hold alone in its last millisecond',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, tick 599999, expire 1',
    ends: { type: 'notDue' },
  },
  {
    says: 'the sweeper leaves alone what was confirmed',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c1 confirm, tick 600000, expire 1',
    ends: { type: 'notDue' },
  },
  {
    says: 'an expired hold frees its own units, and no other’s',
    run: [
      'c1 hold 1 of r1, c1 decide, c1 persist, c2 hold 1 of r1, c2 decide, c2 persist, c3 hold 2 of r2, c3 decide',
      'c3 persist, tick 600000, expire 1, c3 book 1 of r1',
    ].join(', '),
    ends: { type: 'read', version: 3, free: 1 },
  },
  {
    says: 'a cancelled booking frees its own units, and no other’s',
    run: [
      'c1 book 1 of r1, c1 decide, c1 persist, c2 book 1 of r1, c2 decide, c2 persist, c3 book 2 of r2, c3 decide',
      'c3 persist, c1 cancel, c3 book 1 of r1',
    ].join(', '),
    ends: { type: 'read', version: 3, free: 1 },
  },
  {
    says: 'a booking is not cancelled twice',
    run: 'c1 book 1 of r1, c1 decide, c1 persist, c1 cancel lostAfterCommit, c1 cancel',
    ends: { type: 'alreadyReleased' },
  },
  {
    says: 'a hold that was cancelled does not expire as well',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c1 cancel, tick 600000, expire 1',
    ends: { type: 'alreadyReleased' },
  },
  {
    says: 'a hold that has expired is not cancelled as well',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, tick 600000, expire 1, c1 cancel',
    ends: { type: 'alreadyReleased' },
  },
  {
    says: 'a hold does not expire twice',
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, tick 600000, expire 1, expire 1',
    ends: { type: 'alreadyReleased' },
  },
  {
    says: 'without that whoever comes frees the units once more',
    without: ['releaseOnce'],
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, tick 600000, expire 1, c1 cancel, c2 book 1 of r1',
    ends: { type: 'read', version: 3, free: 3 },
  },
  {
    says: 'but what was confirmed does not expire even so',
    without: ['releaseOnce'],
    run: 'c1 hold 1 of r1, c1 decide, c1 persist, c1 confirm, tick 600000, expire 1',
    ends: { type: 'notDue' },
  },
];

test.each(namedRuns.map((rule) => [rule.says, rule] as const))(
  '%s',
  async (_says, { without: off = [], run, ends }) => {
    const pair = setUp(booking, { system: 'sqlite', policies: without(...off), scope });
    expect(await lastOutcome(pair, commandsOf(run))).toEqual(ends);
  },
);

test.each([
  ['by the version check', without()],
  ['without that, by the index', without('versionCheck')],
])('of two calls at once under one key the second gets a conflict, %s', async (_how, policies) => {
  const database = openInMemory(bookingSchemaOf(policies));
  const surroundings = { policies, clock: createManualClock(), failpoints: createFailpoints() };
  const store = openSqliteBookingStore(database)(surroundings);
  await store.addResource('r1', 2);
  const [one, other] = [await store.connect('c1'), await store.connect('c1')];
  const wish = { client: 'c1', request: 1, resource: 'r1', units: 1, isHold: false };
  const found = await one.read(wish);
  const proposal = { wish, on: found?.snapshot ?? { version: -1, free: 0 } };
  expect(await one.persist(proposal)).toEqual({ type: 'confirmed', booking: 1 });
  const tables = await store.readTables();
  expect(await other.persist(proposal)).toBe('conflict');
  expect(await store.readTables()).toEqual(tables);
  await store.close();
});
