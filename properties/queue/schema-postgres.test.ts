import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import type { RefusedRow, Row } from '../subjects/postgres-constraints.ts';
import { constraintsOf, insert, refusalOf } from '../subjects/postgres-constraints.ts';

/** What is there: two jobs with an attempt each, of which the first is leased and has committed. */
const world: readonly (readonly [table: string, row: Row])[] = [
  ['jobs', { position: 1, id: 'j1', submit_key: 'j1', status: 'running', attempts: 1, token: 1, retry_at_ms: 0 }],
  [
    'jobs',
    {
      position: 2,
      id: 'j2',
      submit_key: 'j2',
      status: 'running',
      attempts: 1,
      token: 1,
      retry_at_ms: 0,
      resubmitted_as: 'j1',
    },
  ],
  ['executions', { id: 1, job: 'j1', attempt: 1, worker: 'w1', is_duplicate: false }],
  ['executions', { id: 2, job: 'j2', attempt: 1, worker: 'w2', is_duplicate: false }],
  ['leases', { execution: 1, job: 'j1', token: 1, expires_at_ms: 30_000 }],
  ['commits', { sequence: 1, job: 'j1', execution: 1, attempt: 1 }],
  ['effects', { sequence: 1, job: 'j1', execution: 1 }],
  ['credits', { sequence: 1, job: 'j1', execution: 1 }],
  ['retries', { execution: 1, full_at_ms: 30_000 }],
];

/** For each table a row that may still come. */
const freeRows: Readonly<Record<string, Row>> = {
  jobs: { position: 3, id: 'j3', submit_key: 'j3', status: 'queued', attempts: 0, token: 0, retry_at_ms: 0 },
  executions: { id: 3, job: 'j1', attempt: 2, worker: 'w2', is_duplicate: true },
  leases: { execution: 2, job: 'j2', token: 1, expires_at_ms: 30_000 },
  commits: { sequence: 2, job: 'j2', execution: 2, attempt: 1 },
  effects: { sequence: 2, job: 'j2', execution: 2 },
  credits: { sequence: 2, job: 'j2', execution: 2 },
  retries: { execution: 2, full_at_ms: 30_000 },
};

const cases: readonly RefusedRow[] = [
  // Every column has to be there.
  ...Object.entries(freeRows).flatMap(([table, row]) =>
    Object.keys(row).map((column): RefusedRow => ({
      table,
      wrong: { [column]: null },
      refused: `${table}: NOT NULL ${column}`,
    })),
  ),
  { table: 'jobs', wrong: { position: 1 }, refused: 'jobs: UNIQUE (position)' },
  { table: 'jobs', wrong: { id: 'j1' }, refused: 'jobs: UNIQUE (id)' },
  { table: 'jobs', wrong: { submit_key: 'j1' }, refused: 'jobs: UNIQUE (submit_key)' },
  { table: 'executions', wrong: { id: 1 }, refused: 'executions: UNIQUE (id)' },
  { table: 'executions', wrong: { attempt: 1 }, refused: 'executions: UNIQUE (job, attempt)' },
  { table: 'leases', wrong: { execution: 1 }, refused: 'leases: UNIQUE (execution)' },
  { table: 'leases', wrong: { job: 'j1' }, refused: 'leases: UNIQUE (job, token)' },
  { table: 'commits', wrong: { sequence: 1 }, refused: 'commits: UNIQUE (sequence)' },
  { table: 'commits', wrong: { job: 'j1' }, refused: 'commits: UNIQUE (job)' },
  { table: 'effects', wrong: { sequence: 1 }, refused: 'effects: UNIQUE (sequence)' },
  { table: 'credits', wrong: { sequence: 1 }, refused: 'credits: UNIQUE (sequence)' },
  { table: 'retries', wrong: { execution: 1 }, refused: 'retries: UNIQUE (execution)' },
  { table: 'retries', wrong: { execution: 9 }, refused: 'retries: FOREIGN KEY (execution) REFERENCES executions(id)' },
  { table: 'executions', wrong: { job: 'j9' }, refused: 'executions: FOREIGN KEY (job) REFERENCES jobs(id)' },
  { table: 'leases', wrong: { execution: 9 }, refused: 'leases: FOREIGN KEY (execution) REFERENCES executions(id)' },
  { table: 'leases', wrong: { job: 'j9' }, refused: 'leases: FOREIGN KEY (job) REFERENCES jobs(id)' },
  { table: 'commits', wrong: { job: 'j9' }, refused: 'commits: FOREIGN KEY (job) REFERENCES jobs(id)' },
  { table: 'commits', wrong: { execution: 9 }, refused: 'commits: FOREIGN KEY (execution) REFERENCES executions(id)' },
  { table: 'effects', wrong: { job: 'j9' }, refused: 'effects: FOREIGN KEY (job) REFERENCES jobs(id)' },
  { table: 'credits', wrong: { job: 'j9' }, refused: 'credits: FOREIGN KEY (job) REFERENCES jobs(id)' },
  { table: 'effects', wrong: { execution: 9 }, refused: 'effects: FOREIGN KEY (execution) REFERENCES executions(id)' },
  { table: 'credits', wrong: { execution: 9 }, refused: 'credits: FOREIGN KEY (execution) REFERENCES executions(id)' },
  { table: 'jobs', wrong: { status: 'paused' }, refused: 'jobs: CHECK jobs_status_check' },
  { table: 'jobs', wrong: { dead_reason: 'tired' }, refused: 'jobs: CHECK jobs_dead_reason_check' },
  { table: 'jobs', wrong: { status: 'failed' }, refused: 'jobs: CHECK jobs_check' },
  { table: 'jobs', wrong: { resubmitted_as: 'j1' }, refused: 'jobs: UNIQUE (resubmitted_as)' },
  { table: 'jobs', wrong: { resubmitted_as: 'j9' }, refused: 'jobs: FOREIGN KEY (resubmitted_as) REFERENCES jobs(id)' },
  { table: 'jobs', wrong: { attempts: -1 }, refused: 'jobs: CHECK jobs_attempts_check' },
];

let database: PostgresDatabase;
let connection: PostgresConnection;

beforeAll(async () => {
  const everyPolicy = {
    commitBoundary: true,
    atomicCommit: true,
    renewInTime: true,
    fencing: true,
    reconcile: true,
    leaseExpiry: true,
    retryBudget: true,
    submitKey: true,
    deadLetter: true,
    storeClock: true,
    durableIntake: true,
  };
  database = await openPostgres(`${queueSchemaOf(everyPolicy)} -- constraints`);
  connection = await database.connect();
  for (const [table, row] of world) await insert(connection, table, row);
});

afterAll(() => database.close());

test.each(Object.entries(freeRows))('the database takes a right row of %s', async (table, row) => {
  expect(await refusalOf(connection, table, row)).toBe('taken');
});

test.each(cases)('the database refuses a row of $table with $wrong', async ({ table, wrong, refused }) => {
  expect(await refusalOf(connection, table, { ...freeRows[table], ...wrong })).toBe(refused);
});

test('each constraint has a row that it refuses, and each refused row has a constraint', async () => {
  const written = new Set<string>();
  for (const table of Object.keys(freeRows)) {
    for (const { text } of await constraintsOf(connection, table)) written.add(text);
  }
  expect(new Set(cases.map(({ refused }) => refused))).toEqual(written);
});
