import type { Scope } from '../../../src/kernel/subject.ts';
import type { PostgresReply } from '../../../src/real/database/postgres.ts';
import { queue } from '../../../src/subjects/queue/subject.ts';
import type { PlantedRace, Send } from './planted-race.ts';
import { noRows, onlyIn, without } from './rewrites.ts';

/** A completion or a reconciliation: first the rows that it is about, and then these rows by their ids alone. */
async function inTwoStatements(text: string, send: Send): Promise<PostgresReply> {
  const condition = /UPDATE jobs SET status = 'done'\s+(WHERE[\s\S]*?)\s+RETURNING/.exec(text)?.[1] ?? '';
  if ((await send(`SELECT id FROM jobs ${condition}`)).rowCount === 0) return noRows;
  const committed = 'WHERE id IN (SELECT job FROM commits)';
  return send(text.replace(condition, condition.includes(':job') ? 'WHERE id = :job' : committed));
}

/** The lock is asked for after the look for a free job, and the grant does not look again. */
async function lockedTooLate(text: string, send: Send): Promise<PostgresReply> {
  if (text.includes('LOCK TABLE retries')) return send('SELECT 1');
  if (!text.includes('WITH taken AS')) return send(text);
  await send('LOCK TABLE retries IN SHARE ROW EXCLUSIVE MODE');
  return send(text.replace(/AND \(\s*SELECT count\(DISTINCT job\)[\s\S]*?\) < 1/, ''));
}

async function insertedAfterALook(text: string, send: Send): Promise<PostgresReply> {
  const { rowCount } = await send('SELECT id FROM jobs WHERE id = :job OR submit_key = :key');
  return rowCount === 0 ? send(text) : noRows;
}

const small = queue.scopes['small'] as unknown as Scope;

/** Bugs of the queue that show only where commands overlap. */
export const queueRaces: readonly PlantedRace[] = [
  {
    name: 'a commit reads the job without a lock',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: { schedules: 1088, before: 3, steps: 8, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('SELECT status, token FROM jobs', without(' FOR UPDATE')),
  },
  {
    name: 'a lease looks for a free job without a lock',
    subject: 'queue',
    scope: small,
    depth: 1,
    shortest: { schedules: 80, before: 1, steps: 8, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('ORDER BY position', without('FOR UPDATE SKIP LOCKED')),
  },
  {
    name: 'the grant does not ask again',
    subject: 'queue',
    scope: small,
    depth: 1,
    shortest: { schedules: 80, before: 1, steps: 8, preemptions: 1, violation: 'notLinearizable' },
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
    shortest: { schedules: 223, before: 2, steps: 10, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('LOCK TABLE retries', () => 'SELECT 1'),
  },
  {
    name: 'a spent job is not asked for again before it fails',
    subject: 'queue',
    scope: { ...small, attempts: 1 },
    depth: 3,
    shortest: { schedules: 1050, before: 3, steps: 10, preemptions: 1, violation: 'notLinearizable' },
    rewrite: (text) =>
      text.includes('WITH spent AS') ? text.replace(/AND\s+attempts = [\s\S]*?RETURNING id/, 'RETURNING id') : text,
  },
  {
    name: 'a worker completes a job by the status that it saw before',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: { schedules: 672, before: 3, steps: 4, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('WITH finished AS', (text) =>
      text.replace("status = 'running'", "(SELECT status FROM jobs WHERE id = :job) = 'running'"),
    ),
  },
  {
    name: 'a job is locked for its first statement alone',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: { schedules: 1129, before: 3, steps: 9, preemptions: 1, violation: 'notLinearizable' },
    isTornAt: (text) => text.includes('SELECT status, token FROM jobs'),
  },
  {
    name: 'the reconciler trusts the status that it saw before',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: { schedules: 672, before: 3, steps: 4, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn("WHERE status IN ('queued', 'running')", (text) =>
      text.replace('status IN', '(SELECT status FROM jobs AS seen WHERE seen.id = jobs.id) IN'),
    ),
  },
  {
    name: 'a completion is asked for, and written by a second statement',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: { schedules: 631, before: 3, steps: 6, preemptions: 1, violation: 'notLinearizable' },
    instead: (text, send) => (text.includes('WITH finished AS') ? inTwoStatements(text, send) : null),
  },
  {
    name: 'spent jobs are not locked before they fail',
    whyUnchecked: 'a lease waits for the lock of a worker that crashed within a transaction, 30 s in each such run',
    subject: 'queue',
    scope: { ...small, attempts: 1 },
    depth: 3,
    shortest: { schedules: 1050, before: 3, steps: 10, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('WHERE id = ANY(:jobs)\n    FOR', without('FOR UPDATE SKIP LOCKED')),
  },
  {
    name: 'a transaction reads a snapshot, and is not tried again on a conflict',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: { schedules: 1088, before: 3, steps: 6, preemptions: 1, violation: 'threw' },
    rewrite: (text) => text.replace('ISOLATION LEVEL READ COMMITTED', 'ISOLATION LEVEL REPEATABLE READ'),
  },
  {
    name: 'the cap is asked before its lock is granted',
    subject: 'queue',
    scope: { ...small, inFlight: 1, jobs: 2 },
    depth: 2,
    shortest: { schedules: 238, before: 2, steps: 12, preemptions: 1, violation: 'notLinearizable' },
    instead: (text, send) => lockedTooLate(text, send),
  },
  {
    name: 'the lock of the cap is given up at once',
    subject: 'queue',
    scope: { ...small, inFlight: 1, jobs: 2 },
    depth: 2,
    shortest: { schedules: 223, before: 2, steps: 10, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('LOCK TABLE retries', () => 'SELECT pg_advisory_lock(1), pg_advisory_unlock(1)'),
  },
  {
    name: 'the lock of the cap does not exclude itself',
    subject: 'queue',
    scope: { ...small, inFlight: 1, jobs: 2 },
    depth: 2,
    shortest: { schedules: 223, before: 2, steps: 10, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('LOCK TABLE retries', () => 'LOCK TABLE retries IN ROW EXCLUSIVE MODE'),
  },
  {
    name: 'a submission asks for the job, and inserts it by a second statement',
    subject: 'queue',
    scope: { ...small, jobs: 2, attempts: 1 },
    depth: 3,
    shortest: { schedules: 1325, before: 3, steps: 5, preemptions: 1, violation: 'threw' },
    instead: (text, send) =>
      text.includes('VALUES (:job, :key') ? insertedAfterALook(text.replace('ON CONFLICT DO NOTHING', ''), send) : null,
  },
  {
    name: 'a renewal reads the token of its job without a lock',
    subject: 'queue',
    scope: small,
    depth: 3,
    shortest: null,
    atOnce: 3,
    rewrite: onlyIn('WITH fence AS', without('FOR SHARE')),
  },
];
