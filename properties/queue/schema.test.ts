import { queueSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import type { RefusedRow, Row } from '../subjects/sqlite-constraints.ts';
import { condition, mistyped, reference, requirement, uniqueness } from '../subjects/sqlite-constraints.ts';
import { testSchema } from '../subjects/sqlite-schema-tests.ts';

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
  ['executions', { id: 1, job: 'j1', attempt: 1, worker: 'w1', is_duplicate: 0 }],
  ['executions', { id: 2, job: 'j2', attempt: 1, worker: 'w2', is_duplicate: 0 }],
  ['leases', { execution: 1, job: 'j1', token: 1, expires_at_ms: 30_000 }],
  ['commits', { sequence: 1, job: 'j1', execution: 1, attempt: 1 }],
  ['effects', { sequence: 1, job: 'j1', execution: 1 }],
  ['credits', { sequence: 1, job: 'j1', execution: 1 }],
  ['retries', { execution: 1, full_at_ms: 30_000 }],
];

/** For each table a row that may still come. */
const freeRows: Readonly<Record<string, Row>> = {
  jobs: {
    position: 3,
    id: 'j3',
    submit_key: 'j3',
    status: 'queued',
    attempts: 0,
    token: 0,
    retry_at_ms: 0,
    dead_reason: null,
    resubmitted_as: null,
  },
  executions: { id: 3, job: 'j1', attempt: 2, worker: 'w2', is_duplicate: 1 },
  leases: { execution: 2, job: 'j2', token: 1, expires_at_ms: 30_000 },
  commits: { sequence: 2, job: 'j2', execution: 2, attempt: 1 },
  effects: { sequence: 2, job: 'j2', execution: 2 },
  credits: { sequence: 2, job: 'j2', execution: 2 },
  retries: { execution: 2, full_at_ms: 30_000 },
};

/** For each table the columns that must be there. The number that comes first is given where it is missing. */
const required = {
  jobs: ['id', 'submit_key', 'status', 'attempts', 'token', 'retry_at_ms'],
  executions: ['job', 'attempt', 'worker', 'is_duplicate'],
  leases: ['job', 'token', 'expires_at_ms'],
  commits: ['job', 'execution', 'attempt'],
  effects: ['job', 'execution'],
  credits: ['job', 'execution'],
  retries: ['full_at_ms'],
};

const cases: readonly RefusedRow[] = [
  ...Object.entries(required).flatMap(([table, columns]) =>
    columns.map((column) => ({ table, wrong: { [column]: null }, refused: requirement(table, column) })),
  ),
  { table: 'jobs', wrong: { position: 1 }, refused: uniqueness('jobs', ['position']) },
  { table: 'jobs', wrong: { id: 'j1' }, refused: uniqueness('jobs', ['id']) },
  { table: 'jobs', wrong: { submit_key: 'j1' }, refused: uniqueness('jobs', ['submit_key']) },
  { table: 'executions', wrong: { id: 1 }, refused: uniqueness('executions', ['id']) },
  { table: 'executions', wrong: { attempt: 1 }, refused: uniqueness('executions', ['job', 'attempt']) },
  { table: 'leases', wrong: { execution: 1 }, refused: uniqueness('leases', ['execution']) },
  { table: 'leases', wrong: { job: 'j1' }, refused: uniqueness('leases', ['job', 'token']) },
  { table: 'commits', wrong: { sequence: 1 }, refused: uniqueness('commits', ['sequence']) },
  { table: 'commits', wrong: { job: 'j1' }, refused: uniqueness('commits', ['job']) },
  { table: 'effects', wrong: { sequence: 1 }, refused: uniqueness('effects', ['sequence']) },
  { table: 'credits', wrong: { sequence: 1 }, refused: uniqueness('credits', ['sequence']) },
  { table: 'retries', wrong: { execution: 1 }, refused: uniqueness('retries', ['execution']) },
  { table: 'retries', wrong: { execution: 9 }, refused: reference('retries', 'execution') },
  { table: 'executions', wrong: { job: 'j9' }, refused: reference('executions', 'job') },
  { table: 'leases', wrong: { execution: 9 }, refused: reference('leases', 'execution') },
  { table: 'leases', wrong: { job: 'j9' }, refused: reference('leases', 'job') },
  { table: 'commits', wrong: { job: 'j9' }, refused: reference('commits', 'job') },
  { table: 'commits', wrong: { execution: 9 }, refused: reference('commits', 'execution') },
  { table: 'effects', wrong: { job: 'j9' }, refused: reference('effects', 'job') },
  { table: 'credits', wrong: { job: 'j9' }, refused: reference('credits', 'job') },
  { table: 'effects', wrong: { execution: 9 }, refused: reference('effects', 'execution') },
  { table: 'credits', wrong: { execution: 9 }, refused: reference('credits', 'execution') },
  {
    table: 'jobs',
    wrong: { status: 'paused' },
    refused: condition("status IN ('queued', 'running', 'done', 'failed')"),
  },
  {
    table: 'jobs',
    wrong: { dead_reason: 'tired' },
    refused: condition("dead_reason IN ('gaveUp', 'leaseRanOut')"),
  },
  { table: 'jobs', wrong: { status: 'failed' }, refused: condition("status <> 'failed' OR dead_reason IS NOT NULL") },
  { table: 'jobs', wrong: { resubmitted_as: 'j1' }, refused: uniqueness('jobs', ['resubmitted_as']) },
  { table: 'jobs', wrong: { resubmitted_as: 'j9' }, refused: reference('jobs', 'resubmitted_as') },
  { table: 'jobs', wrong: { attempts: -1 }, refused: condition('attempts >= 0') },
  { table: 'executions', wrong: { is_duplicate: 2 }, refused: condition('is_duplicate IN (0, 1)') },
  // STRICT has no say in the first column: a row's number is a number in any table.
  ...Object.entries(freeRows).flatMap(([table, row]) =>
    Object.entries(row)
      .slice(1)
      .map(([column, right]) => mistyped(table, column, right)),
  ),
];

testSchema({
  schema: queueSchemaOf({
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
  }),
  world,
  freeRows,
  cases,
});
