import type { BookingPolicies } from '../../../src/alphabets/booking.ts';
import type { QueuePolicies } from '../../../src/alphabets/queue.ts';
import type { RaceViolation } from '../../../src/kernel/race-violation.ts';
import type { AnySubject, Overlap, Scope } from '../../../src/kernel/subject.ts';
import type { BookingScope } from '../../../src/model/booking/state.ts';
import type { QueueScope } from '../../../src/model/queue/state.ts';
import type { BookingCheckpoint } from '../../../src/real/booking/booking.ts';
import { startBooking } from '../../../src/real/booking/booking.ts';
import { numbered } from '../../../src/real/booking/numbering.ts';
import { bookingSchemaOf } from '../../../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../../../src/real/booking/postgres/store.ts';
import type { TakenRows } from '../../../src/real/database/postgres-rows.ts';
import type { PostgresDatabase } from '../../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection, PostgresReply, PostgresSession } from '../../../src/real/database/postgres.ts';
import { sessionOver } from '../../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../../src/real/queue/postgres/store.ts';
import type { QueueCheckpoint } from '../../../src/real/queue/queue.ts';
import { startQueue } from '../../../src/real/queue/queue.ts';
import { booking } from '../../../src/subjects/booking/subject.ts';
import { bookingWorldOf } from '../../../src/subjects/booking/systems.ts';
import { queue } from '../../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../../src/subjects/queue/systems.ts';

/** Sends a statement to the database, with the parameters of the statement that it replaces. */
export type Send = (text: string) => Promise<PostgresReply>;

/** A bug that shows only where commands overlap, planted in a real system on its way to the database. */
export interface PlantedRace {
  readonly name: string;
  readonly subject: 'queue' | 'booking';
  readonly scope: Scope;
  /** The commands before the race that is needed, at most. */
  readonly depth: number;
  /** The commands at once that are needed; by default 2. */
  readonly atOnce?: number;
  /** Whether the race is one of use cases. */
  readonly useCases?: boolean;
  /** Why a check of commands one after the other is left out. Absent: such a check holds. */
  readonly whyUnchecked?: string;
  /**
   * What `faultbook race` finds, in the order of the races: the smallest race. `null`: the search through all smaller races takes
   * an hour and more, and only the race itself is run.
   */
  readonly shortest: FoundShortest | null;
  /** Tables that the bug needs. */
  readonly tables?: string;
  /** Other text for a statement; the same where nothing is planted in it. */
  rewrite?(text: string): string;
  /** Other statements in place of one, with its parameters; `null` where nothing is planted in it. */
  instead?(text: string, send: Send): Promise<PostgresReply> | null;
  /** Whether the statements of a transaction commit one by one, by its first statement. */
  isTornAt?(text: string): boolean;
}

export interface FoundShortest {
  /** All schedules until then, of the races before it too. */
  readonly schedules: number;
  /** Commands before the race. */
  readonly before: number;
  /** Statements and commits of the race. */
  readonly steps: number;
  readonly preemptions: number;
  readonly violation: RaceViolation['kind'];
}

/** The subject with the bug in its system on Postgres. */
export function subjectWith({ subject, tables = '', ...bug }: PlantedRace): AnySubject {
  const whole = (subject === 'queue' ? queue : booking) as unknown as AnySubject;
  const plant = (database: PostgresDatabase): PostgresDatabase => ({
    ...database,
    connect: async (address) => planted(await database.connect(address), bug),
  });
  const open = subject === 'queue' ? openQueueWith(plant, tables) : openBookingWith(plant, tables);
  const kind = whole.systems.find(({ name }) => name === 'postgres');
  if (kind === undefined) throw new Error(`${subject} has no postgres`);
  return { ...whole, systems: [{ ...kind, open: open as unknown as typeof kind.open }] };
}

type Plant = (database: PostgresDatabase) => PostgresDatabase;
interface Opening<P, S> {
  readonly policies: P;
  readonly scope: S;
  readonly overlap?: Overlap;
  readonly from?: unknown;
}

function openQueueWith(plant: Plant, tables: string) {
  return async ({ policies, scope, overlap, from = {} }: Opening<QueuePolicies, QueueScope>) => {
    const { rows, memory } = from as Partial<QueueCheckpoint>;
    const database = plant(await openPostgres(queueSchemaOf(policies) + tables, undefined, rows as TakenRows));
    const world = { ...queueWorldOf(scope), ...(memory && { memory }) };
    return startQueue(openPostgresQueueStore(database, overlap), policies, world);
  };
}

function openBookingWith(plant: Plant, tables: string) {
  return async ({ policies, scope, overlap, from = {} }: Opening<BookingPolicies, BookingScope>) => {
    const { rows, memory } = from as Partial<BookingCheckpoint>;
    const database = plant(await openPostgres(bookingSchemaOf(policies) + tables, undefined, rows as TakenRows));
    const world = { ...bookingWorldOf(scope), ...(memory && { memory }) };
    const openStore = openPostgresBookingStore(database, overlap);
    return startBooking(overlap === undefined ? numbered(openStore) : openStore, policies, world);
  };
}

/** A connection whose statements are rewritten or replaced, and some of whose transactions are torn. */
function planted(
  connection: PostgresConnection,
  {
    rewrite = (text) => text,
    instead = () => null,
    isTornAt = () => false,
  }: Pick<PlantedRace, 'rewrite' | 'instead' | 'isTornAt'>,
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
      if (!isTorn) await connection.send(rewrite(begun), {});
      begun = null;
    }
    const isEnd = text === 'COMMIT' || text === 'ROLLBACK';
    if (isEnd && isTorn) {
      isTorn = false;
      return done(text);
    }
    if (isEnd) return connection.send(text, {});
    return instead(text, (other) => connection.send(other, parameters)) ?? connection.send(rewrite(text), parameters);
  });
  const parts: (keyof PostgresSession)[] = ['send', 'all', 'get', 'run', 'transaction'];
  return Object.create(
    connection,
    Object.fromEntries(parts.map((part) => [part, { value: session[part] }])),
  ) as PostgresConnection;
}
