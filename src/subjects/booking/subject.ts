import { assertFits } from '../../kernel/configuration.ts';
import { bookingModel } from '../../model/booking/model.ts';
import type { BookingPolicies } from '../../model/booking/policies.ts';
import type { BookingScope } from '../../model/booking/state.ts';
import { clientNames, resourceNames } from '../../model/booking/state.ts';
import type { RealBooking, World } from '../../real/booking/booking.ts';
import { startBooking } from '../../real/booking/booking.ts';
import { numbered } from '../../real/booking/numbering.ts';
import { schemaOf as sqliteSchemaOf } from '../../real/booking/sqlite/schema.ts';
import { openSqliteStore } from '../../real/booking/sqlite/store.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { bookingGoals } from './goals.ts';
import { bookingNarration } from './narration.ts';
import { bookingByHand, bookingOutcomes } from './outcomes.ts';
import { bookingStories } from './scenarios.ts';
import type { BookingSubject } from './subject-type.ts';
import { onServer } from '../server.ts';

export type { BookingCommand, BookingOutcome } from '../../model/booking/commands.ts';
export type { BookingPolicies } from '../../model/booking/policies.ts';
export type { BookingScope, BookingView } from '../../model/booking/state.ts';

export type { BookingSubject } from './subject-type.ts';

/** Opens each system of booking, with more access than a check needs. */
export const openBooking: Readonly<
  Record<string, (policies: BookingPolicies, scope: BookingScope) => Promise<RealBooking>>
> = {
  sqlite: (policies, scope) =>
    startBooking(openSqliteStore(openInMemory(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  'sqlite-file': (policies, scope) =>
    startBooking(openSqliteStore(openOnFile(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const [{ openPostgres }, { openPostgresStore }, { schemaOf }] = await Promise.all([
      import('../../real/database/postgres-schemas.ts'),
      import('../../real/booking/postgres/store.ts'),
      import('../../real/booking/postgres/schema.ts'),
    ]);
    const store = numbered(openPostgresStore(await openPostgres(schemaOf(policies))));
    return startBooking(store, policies, worldOf(scope));
  },
};

function worldOf(scope: BookingScope): World {
  return { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
}

/** Independent clients book units of a resource: never more units than exist, and every failure is returned. */
export const booking: BookingSubject = {
  name: 'booking',
  policies: {
    versionCheck: {
      does: 'A booking is written only if the resource has not changed since the client read its version.',
      protects: ['INV_102', 'INV_103', 'INV_107'],
    },
    surfaceConflicts: {
      does: 'A conflict is returned to the caller; no layer retries a call on its own.',
      protects: ['INV_103'],
    },
    idempotencyKey: {
      does: 'A request carries a key; a repeated request with that key gets the result of the first.',
      protects: ['INV_104', 'INV_105', 'INV_106', 'INV_110'],
    },
    releaseOnce: {
      does: 'The units of a booking are freed once, by the first command that ends the booking.',
      protects: ['INV_107'],
    },
    storeConstraint: {
      does: 'The database itself refuses a booking that would bring the booked units above the capacity.',
      protects: [],
      behind: { policy: 'versionCheck', protects: ['INV_101'] },
    },
    holdExpiry: {
      does: 'The sweeper ends a hold that was not confirmed in time, and its units are free again.',
      protects: ['INV_111'],
    },
  },
  scopes: {
    small: { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 },
    medium: { clients: 2, resources: 1, units: 2, requests: 2, faults: 2 },
    large: { clients: 3, resources: 2, units: 3, requests: 3, faults: 4 },
  },
  defaultScope: 'medium',
  model(policies, scope) {
    assertFits(booking, { policies, scope });
    return bookingModel(policies, scope);
  },
  systems: Object.entries(openBooking).map(([name, open]) => onServer({ name, open })),
  outcomes: bookingOutcomes,
  byHand: bookingByHand,
  stories: bookingStories,
  generation: {
    weights: { read: 10, decide: 12, persist: 12, confirm: 2, cancel: 3, expireHold: 6, crash: 1, restart: 6, tick: 2 },
    faultRate: 0.15,
  },
  coverageGoals: bookingGoals,
  narration: bookingNarration,
};
