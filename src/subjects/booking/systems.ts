import type { BookingPolicies } from '../../alphabets/booking.ts';
import type { OverlapNaming } from '../../kernel/observation.ts';
import type { Overlap } from '../../kernel/subject.ts';
import type { BookingScope } from '../../model/booking/state.ts';
import { clientNames, resourceNames } from '../../model/booking/state.ts';
import type { BookingCheckpoint, RealBooking, BookingWorld } from '../../real/booking/booking.ts';
import { startBooking } from '../../real/booking/booking.ts';
import { numbered } from '../../real/booking/numbering.ts';
import type { ClientProcess } from '../../real/booking/process/client-process.ts';
import { bookingSchemaOf as sqliteSchemaOf } from '../../real/booking/sqlite/schema.ts';
import { openSqliteBookingStore } from '../../real/booking/sqlite/store.ts';
import { createManualClock } from '../../real/clock.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { openPostgresWith } from '../open-postgres.ts';

/** Opens each system of booking, with more access than a check needs. */
export const openBooking: Readonly<
  Record<
    string,
    (policies: BookingPolicies, scope: BookingScope, overlap?: Overlap, from?: unknown) => Promise<RealBooking>
  >
> = {
  sqlite: (policies, scope) =>
    startBooking(openSqliteBookingStore(openInMemory(sqliteSchemaOf(policies))), policies, bookingWorldOf(scope)),
  'sqlite-file': (policies, scope) =>
    startBooking(openSqliteBookingStore(openOnFile(sqliteSchemaOf(policies))), policies, bookingWorldOf(scope)),
  postgres: async (policies, scope, overlap, from) => {
    const { bookingSchemaOf } = await import('../../real/booking/postgres/schema.ts');
    const { rows, memory } = (from ?? {}) as Partial<BookingCheckpoint>;
    const database = await openPostgresWith(bookingSchemaOf(policies), rows);
    const { openPostgresBookingStore } = await import('../../real/booking/postgres/store.ts');
    const openStore = openPostgresBookingStore(database, overlap);
    // Numbers without gaps need a look at all bookings after each command, and commands that overlap allow none.
    const store = overlap === undefined ? numbered(openStore) : openStore;
    return startBooking(store, policies, { ...bookingWorldOf(scope), ...(memory && { memory }) });
  },
};

/** How long a client process is stopped, in seconds. */
const pauseSeconds = 0.05;

/** Booking on a file of SQLite, each client a process, which can be killed and stopped while it works. */
export async function openBookingInProcesses(policies: BookingPolicies, scope: BookingScope): Promise<RealBooking> {
  const { clientsInProcesses } = await import('../../real/booking/process/client-process.ts');
  const database = openOnFile(sqliteSchemaOf(policies));
  const running = new Map<string, ClientProcess>();
  const clock = createManualClock();
  const begin = clientsInProcesses(database.path, policies, clock, (name, child) => running.set(name, child));
  const strike = async (name: string, how: (child: ClientProcess) => Promise<void>): Promise<boolean> => {
    const child = running.get(name);
    if (child === undefined || child.endedBy !== null) return false;
    await how(child);
    return true;
  };
  const system = await startBooking(openSqliteBookingStore(database), policies, bookingWorldOf(scope), clock, begin);
  return {
    ...system,
    faults: {
      kill: (actor) => strike(actor, (child) => child.kill()),
      pause: (actor) => strike(actor, (child) => child.pause(pauseSeconds)),
    },
  };
}

/** Bookings are numbered by the database, and their rows are written in no order while commands overlap. */
export const bookingNaming: OverlapNaming = { drawnNames: ['booking', 'id'], unordered: ['bookings'] };

/** Clients, and the resources that they book, of a scope. */
export function bookingWorldOf(scope: BookingScope): BookingWorld {
  return { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
}
