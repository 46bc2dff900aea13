import type { SystemBug } from '../system-bug.ts';

const subject = 'booking';
const systems = ['sqlite'];
const confirm = 'src/real/booking/sqlite/confirm.ts';
const release = 'src/real/booking/sqlite/release.ts';
const schema = 'src/real/booking/sqlite/schema.ts';
const expire = 'src/real/booking/sqlite/expire-hold.ts';

/** Bugs about bookings and resources in the store. */
export const bookingStoreBugs: readonly SystemBug[] = [
  {
    name: 'a hold is confirmed at the instant of its end',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a client confirms a hold that the sweeper may have ended',
    patch: { file: confirm, replaces: 'expires_at_ms > :nowMs', by: 'expires_at_ms >= :nowMs' },
  },
  {
    name: 'a confirmed booking keeps the end of its hold',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'the sweeper ends a booking that is confirmed',
    patch: { file: confirm, replaces: "status = 'confirmed', expires_at_ms = NULL", by: "status = 'confirmed'" },
  },
  {
    name: 'a hold lasts for milliseconds, not for seconds',
    subject,
    systems,
    kind: 'wrong unit',
    breaks: 'no client is quick enough to confirm its hold',
    patch: { file: 'src/real/booking/rules.ts', replaces: 'holdMs = 600_000', by: 'holdMs = 600' },
  },
  {
    name: 'the sweeper ends a hold one instant too late',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a hold that is over blocks its units',
    patch: { file: expire, replaces: 'AND expires_at_ms <= :nowMs', by: 'AND expires_at_ms < :nowMs' },
  },
  {
    name: 'the sweeper ends a hold that is not over',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a client loses a hold that it may still confirm',
    patch: { file: expire, replaces: '\n      AND expires_at_ms <= :nowMs', by: '' },
  },
  {
    name: 'an expired booking can still be cancelled',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'the units of a booking are freed twice',
    needs: ['a hold that the sweeper has ended', 'a cancellation of the same hold'],
    patch: { file: release, replaces: "AND status IN ('held', 'confirmed')", by: "AND status <> 'cancelled'" },
  },
  {
    name: 'the units of a booking are freed without a new version',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'a client writes on a reading from before the release',
    patch: { file: release, replaces: ', version = version + 1', by: '' },
  },
  {
    name: 'the units are freed also where nothing is cancelled',
    subject,
    systems,
    kind: 'wrong order',
    breaks: 'a repeated cancellation frees units that others have booked',
    needs: ['a booking that has ended', 'a repeated cancellation'],
    patch: {
      file: 'src/real/booking/sqlite/cancel.ts',
      replaces:
        "if (cancelBooking.run({ booking }) === 0) return { type: 'alreadyReleased' };\n      freeUnits(booking);",
      by: "freeUnits(booking);\n      if (cancelBooking.run({ booking }) === 0) return { type: 'alreadyReleased' };",
    },
  },
  {
    name: 'the second line of defence counts confirmed bookings only',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a resource is booked above its capacity',
    needs: ['a hold', 'a booking by an outdated reading'],
    equivalence:
      'with versionCheck on no booking reaches the trigger above the capacity; it does with versionCheck off',
    patch: {
      file: schema,
      replaces: "AND bookings.status IN ('held', 'confirmed')",
      by: "AND bookings.status = 'confirmed'",
    },
  },
  {
    name: 'the second line of defence refuses the last unit',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a resource is never fully booked',
    patch: { file: schema, replaces: 'resources.capacity < NEW.units', by: 'resources.capacity <= NEW.units' },
  },
  {
    name: 'the second line of defence counts the bookings of all resources',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a free resource cannot be booked while others are',
    needs: ['a second resource', 'a booking of the first one'],
    patch: { file: schema, replaces: 'WHERE bookings.resource = NEW.resource\n          AND', by: 'WHERE' },
  },
  {
    name: 'a reading finds any booking of the client',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a second request gets the result of the first',
    needs: ['two requests of a client', 'a booking that came of the first'],
    patch: { file: 'src/real/booking/sqlite/read.ts', replaces: '\n      AND request = :request', by: '' },
  },
  {
    name: 'a booking is unique by its request alone',
    subject,
    systems,
    kind: 'wrong column',
    breaks: 'a client cannot book what another client has the same number for',
    patch: { file: schema, replaces: 'ON bookings (client, request)', by: 'ON bookings (request)' },
  },
  {
    name: 'a write that fails is committed',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'units are gone, and no booking has them',
    patch: {
      file: 'src/real/database/sqlite.ts',
      replaces: 'if (database.isTransaction) rollback.run();',
      by: 'if (database.isTransaction) commit.run();',
    },
  },
];
