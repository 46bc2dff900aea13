import type { BookingPolicies } from '../../src/alphabets/booking.ts';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import type { AnySubject, Overlap, Scope } from '../../src/kernel/subject.ts';
import type { BookingScope } from '../../src/model/booking/state.ts';
import { clientNames, resourceNames } from '../../src/model/booking/state.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { startBooking } from '../../src/real/booking/booking.ts';
import { bookingSchemaOf } from '../../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../../src/real/booking/postgres/store.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection, PostgresReply, PostgresSession } from '../../src/real/database/postgres.ts';
import { sessionOver } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';

/** A bug that shows only where commands overlap, planted in a real system on its way to the database. */
export interface PlantedRace {
  readonly name: string;
  readonly subject: 'queue' | 'booking';
  readonly scope: Scope;
  /** The commands before the race that is needed, at most. */
  readonly depth: number;
  /** Other text for a statement; the same where nothing is planted in it. */
  rewrite?(text: string): string;
  /** Whether the statements of a transaction commit one by one, by its first statement. */
  isTornAt?(text: string): boolean;
}

/** The subject with the bug in its system on Postgres. */
export function subjectWith({ subject, rewrite = (text) => text, isTornAt = () => false }: PlantedRace): AnySubject {
  const whole = (subject === 'queue' ? queue : booking) as unknown as AnySubject;
  const plant = (database: PostgresDatabase): PostgresDatabase => ({
    ...database,
    connect: async (address) => planted(await database.connect(address), rewrite, isTornAt),
  });
  const open = subject === 'queue' ? openQueueWith(plant) : openBookingWith(plant);
  const kind = whole.systems.find(({ name }) => name === 'postgres');
  if (kind === undefined) throw new Error(`${subject} has no postgres`);
  return { ...whole, systems: [{ ...kind, open: open as unknown as typeof kind.open }] };
}

type Plant = (database: PostgresDatabase) => PostgresDatabase;
interface Opening<P, S> {
  readonly policies: P;
  readonly scope: S;
  readonly overlap?: Overlap;
}

function openQueueWith(plant: Plant) {
  return async ({ policies, scope, overlap }: Opening<QueuePolicies, QueueScope>) => {
    const database = plant(await openPostgres(queueSchemaOf(policies)));
    return startQueue(openPostgresQueueStore(database, overlap), policies, queueWorldOf(scope));
  };
}

function openBookingWith(plant: Plant) {
  return async ({ policies, scope, overlap }: Opening<BookingPolicies, BookingScope>) => {
    const database = plant(await openPostgres(bookingSchemaOf(policies)));
    const world = { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
    return startBooking(openPostgresBookingStore(database, overlap), policies, world);
  };
}

/** A connection whose statements are rewritten, and some of whose transactions are torn. */
function planted(
  connection: PostgresConnection,
  rewrite: (text: string) => string,
  isTornAt: (text: string) => boolean,
): PostgresConnection {
  let begun: string | null = null;
  let isTorn = false;
  const done = (command: string): PostgresReply => ({ rows: [], rowCount: 0, command });
  const session = sessionOver(async (text, parameters) => {
    if (text.startsWith('BEGIN')) {
      begun = text;
      return done('BEGIN');
    }
    if (begun !== null) {
      isTorn = isTornAt(text);
      if (!isTorn) await connection.send(begun, {});
      begun = null;
    }
    const isEnd = text === 'COMMIT' || text === 'ROLLBACK';
    if (isEnd && isTorn) {
      isTorn = false;
      return done(text);
    }
    return connection.send(isEnd ? text : rewrite(text), parameters);
  });
  const parts: (keyof PostgresSession)[] = ['send', 'all', 'get', 'run', 'transaction'];
  return Object.create(
    connection,
    Object.fromEntries(parts.map((part) => [part, { value: session[part] }])),
  ) as PostgresConnection;
}

const without =
  (part: string) =>
  (text: string): string =>
    text.replace(part, '');

const onlyIn =
  (mark: string, rewrite: (text: string) => string) =>
  (text: string): string =>
    text.includes(mark) ? rewrite(text) : text;

/** The status is read by a query of its own, which is not asked again after a wait for the row. */
function bySightOfStatus(text: string): string {
  return text.replace('status IN', '(SELECT status FROM bookings WHERE id = :booking) IN');
}

const small = queue.scopes['small'] as unknown as Scope;
const booked = booking.scopes['small'] as unknown as Scope;

export const plantedRaces: readonly PlantedRace[] = [
  {
    name: 'a commit reads the job without a lock',
    subject: 'queue',
    scope: small,
    depth: 3,
    rewrite: onlyIn('SELECT status, token FROM jobs', without(' FOR UPDATE')),
  },
  {
    name: 'a lease looks for a free job without a lock',
    subject: 'queue',
    scope: small,
    depth: 1,
    rewrite: onlyIn('ORDER BY position', without('FOR UPDATE SKIP LOCKED')),
  },
  {
    name: 'the grant does not ask again',
    subject: 'queue',
    scope: small,
    depth: 1,
    rewrite: (text) =>
      text.includes('ORDER BY position')
        ? text.replace('FOR UPDATE SKIP LOCKED', '')
        : text.includes('WITH taken AS')
          ? text.replace(
              /WHERE id = :job[\s\S]*?RETURNING id, attempts, token/,
              'WHERE id = :job RETURNING id, attempts, token',
            )
          : text,
  },
  {
    name: 'the cap is asked without a lock',
    subject: 'queue',
    scope: { ...small, inFlight: 1, jobs: 2 },
    depth: 2,
    rewrite: onlyIn('LOCK TABLE retries', () => 'SELECT 1'),
  },
  {
    name: 'a spent job is not asked for again before it fails',
    subject: 'queue',
    scope: { ...small, attempts: 1 },
    depth: 3,
    rewrite: (text) =>
      text.includes('WITH spent AS') ? text.replace(/AND\s+attempts = [\s\S]*?RETURNING id/, 'RETURNING id') : text,
  },
  {
    name: 'a worker completes a job by the status that it saw before',
    subject: 'queue',
    scope: small,
    depth: 3,
    rewrite: onlyIn('WITH finished AS', (text) =>
      text.replace("status = 'running'", "(SELECT status FROM jobs WHERE id = :job) = 'running'"),
    ),
  },
  {
    name: 'a job is locked for its first statement alone',
    subject: 'queue',
    scope: small,
    depth: 3,
    isTornAt: (text) => text.includes('SELECT status, token FROM jobs'),
  },
  {
    name: 'a booking is written by the version that was seen before',
    subject: 'booking',
    scope: booked,
    depth: 4,
    rewrite: onlyIn('UPDATE resources SET free = :free', (text) =>
      text.replace(
        /AND version = :version(?!:)/,
        'AND (SELECT version FROM resources WHERE id = :resource) = :version',
      ),
    ),
  },
  {
    name: 'a cancellation trusts the status that it saw before',
    subject: 'booking',
    scope: booked,
    depth: 4,
    rewrite: onlyIn("SET status = 'cancelled'", bySightOfStatus),
  },
  {
    name: 'the sweeper trusts the status that it saw before',
    subject: 'booking',
    scope: booked,
    depth: 4,
    rewrite: onlyIn("SET status = 'expired'", bySightOfStatus),
  },
];
