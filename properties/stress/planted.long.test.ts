import { expect, test } from 'vitest';
import type { BookingPolicies } from '../../src/alphabets/booking.ts';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import { allPolicies, isOutcomeUnknown } from '../../src/kernel/subject.ts';
import { startBooking } from '../../src/real/booking/booking.ts';
import { bookingSchemaOf } from '../../src/real/booking/postgres/schema.ts';
import { openPostgresBookingStore } from '../../src/real/booking/postgres/store.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { sessionOver } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import type { StressReport } from '../../src/stress/report.ts';
import type { StressOptions } from '../../src/stress/stress.ts';
import { stress } from '../../src/stress/stress.ts';
import type { BookingScope } from '../../src/subjects/booking/subject-type.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { bookingWorldOf, openBookingInProcesses } from '../../src/subjects/booking/systems.ts';
import type { QueueScope } from '../../src/subjects/queue/subject-type.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openQueueInProcesses } from '../../src/subjects/queue/systems.ts';

/** A database whose clients leave this part of their statements out. */
function leavingOut(database: PostgresDatabase, part: string): PostgresDatabase {
  return {
    ...database,
    async connect() {
      const connection = await database.connect();
      const send: PostgresConnection['send'] = (text, parameters) =>
        connection.send(text.replaceAll(part, ''), parameters);
      const session = Object.entries(sessionOver(send)).map(([name, value]) => [name, { value }] as const);
      return Object.create(connection, Object.fromEntries(session)) as PostgresConnection;
    },
  };
}

const queuePolicies = allPolicies(queue) as QueuePolicies;
const bookingPolicies = allPolicies(booking) as BookingPolicies;

function queueScope(workers: number): QueueScope {
  const scope = queue.stressScope?.(workers);
  if (scope === undefined) throw new Error('the queue has no scope for a stress');
  return scope;
}

async function openQueueWithout(part: string): Promise<System<Command, Outcome, unknown>> {
  const database = leavingOut(await openPostgres(queueSchemaOf(queuePolicies)), part);
  const world = { workers: ['w1', 'w2', 'w3', 'w4'], limits: { attempts: 3, inFlight: 0, retries: 0 } };
  const system: object = await startQueue(openPostgresQueueStore(database), queuePolicies, world);
  return system as System<Command, Outcome, unknown>;
}

async function openBookingWithout(part: string, scope = bookingScope(4)): Promise<System<Command, Outcome, unknown>> {
  const database = leavingOut(await openPostgres(bookingSchemaOf(bookingPolicies)), part);
  const world = bookingWorldOf(scope);
  const system: object = await startBooking(openPostgresBookingStore(database), bookingPolicies, world);
  return system as System<Command, Outcome, unknown>;
}

function bookingScope(clients: number): BookingScope {
  const scope = booking.stressScope?.(clients);
  if (scope === undefined) throw new Error('booking has no scope for a stress');
  return scope;
}

function stressWith(
  subject: AnySubject,
  open: () => Promise<System<Command, Outcome, unknown>>,
  maxRounds: number,
  faults: StressOptions<Command, Outcome>['faults'] = [],
  scope: Scope = subject.stressScope?.(4) ?? {},
): Promise<StressReport> {
  const setup = setUp(subject, { system: 'postgres', policies: allPolicies(subject), scope, overlap: {} });
  return stress(
    { ...setup, open },
    {
      maxSeconds: Infinity,
      maxRounds,
      maxWorlds: Infinity,
      roundsPerWorld: 8,
      operationsEach: 8,
      seed: 1,
      weights: subject.generation.weights,
      isUnknown: (command, outcome) => isOutcomeUnknown(subject, command, outcome),
      faults,
      struck: subject.struck?.bind(subject),
      judgeSeconds: 60,
      findsCore: false,
      maxMemoryBytes: 1e9,
    },
  );
}

const subjects: readonly [
  string,
  AnySubject,
  (part: string) => Promise<System<Command, Outcome, unknown>>,
  part: string,
][] = [
  ['queue', queue as object as AnySubject, openQueueWithout, 'FOR UPDATE SKIP LOCKED'],
  ['booking', booking as object as AnySubject, openBookingWithout, 'AND version = :version'],
];

test.each(subjects)('the %s on Postgres holds in 30 rounds with four actors', async (_name, subject, open) => {
  expect(await stressWith(subject, () => open('no such text'), 30)).toMatchObject({ verdict: 'holds', rounds: 30 });
});

test.each(subjects)('a race planted in the %s on Postgres is found', async (_name, subject, open, part) => {
  const { violation } = await stressWith(subject, () => open(part), 300);
  expect(violation?.kind).toBe('illegal');
});

const largeScope: BookingScope = { ...bookingScope(64), resources: 1_000 };

test('64 clients book 1,000 resources on Postgres, and each round has an order', async () => {
  const open = (): ReturnType<typeof openBookingWithout> => openBookingWithout('no such text', largeScope);
  const report = await stressWith(booking as object as AnySubject, open, 8, [], largeScope);
  expect(report).toMatchObject({ verdict: 'holds', rounds: 8, notDecided: 0 });
  expect(report.operations).toBeGreaterThan(8 * 64 * 4);
});

test('a race planted in the booking of 64 clients over 1,000 resources is found', async () => {
  const open = (): ReturnType<typeof openBookingWithout> => openBookingWithout('AND version = :version', largeScope);
  const { violation } = await stressWith(booking as object as AnySubject, open, 100, [], largeScope);
  expect(violation?.kind).toBe('illegal');
});

test.each(subjects)(
  'the %s on Postgres holds in 60 rounds in which connections are cut',
  async (_name, subject, open) => {
    const report = await stressWith(subject, () => open('no such text'), 60, ['cut']);
    expect(report).toMatchObject({ violation: null, verdict: 'holds', rounds: 60, unknownOutcomes: 0 });
    expect(report.strikes['cut']).toBeGreaterThan(20);
  },
);

const inProcesses: readonly [string, AnySubject, () => Promise<object>][] = [
  ['queue', queue as object as AnySubject, () => openQueueInProcesses(queuePolicies, queueScope(4))],
  ['booking', booking as object as AnySubject, () => openBookingInProcesses(bookingPolicies, bookingScope(4))],
];

test.each(inProcesses)('the %s in processes holds while they are killed and stopped', async (_name, subject, open) => {
  const report = await stressWith(subject, async () => (await open()) as System<Command, Outcome, unknown>, 12, [
    'kill',
    'pause',
  ]);
  expect(report).toMatchObject({ violation: null, verdict: 'holds', rounds: 12, unknownOutcomes: 0 });
  expect(Object.keys(report.strikes).sort()).toEqual(['kill', 'pause']);
});
