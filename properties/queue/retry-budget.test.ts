import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenQueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { backoffMs as ofPostgres } from '../../src/real/queue/postgres/backoff.ts';
import { backoffMs as ofSqlite } from '../../src/real/queue/sqlite/backoff.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openQueue } from '../../src/subjects/queue/systems.ts';
import { databases } from './databases.ts';

const policies = allPolicies(queue) as QueuePolicies;

/** As a reader of the documents would compute it, and nothing that the model notes. */
const waitsMs = [0, 10_000, 20_000, 40_000, 60_000, 60_000];
const refillMs = 30_000;

interface Attempt {
  readonly job: string;
  readonly number: number;
  readonly atMs: number;
}

/** Each attempt in a run of a model, and when it began; and when the attempt before it had ended, at the latest. */
function attemptsIn(
  scope: QueueScope,
  commands: readonly OpenQueueCommand[],
): { attempts: Attempt[]; endedMs: Map<string, number>; tooEarly: Attempt[]; mostInFlight: number } {
  const model = queue.model(policies, scope);
  const attempts: Attempt[] = [];
  const tooEarly: Attempt[] = [];
  const endedMs = new Map<string, number>();
  let mostInFlight = 0;
  let state = model.initial;
  for (const command of commands) {
    const before = state;
    ({ state } = stepOnCopy(model, state, command));
    for (const { job, attempt: number } of state.executions.slice(before.executions.length)) {
      const begun = { job, number, atMs: before.nowMs };
      attempts.push(begun);
      if (number > 1 && before.nowMs < (endedMs.get(job) ?? 0) + (waitsMs[number - 1] ?? 0)) tooEarly.push(begun);
    }
    for (const { job, expiresAtMs } of state.leases) endedMs.set(job, expiresAtMs);
    for (const { id, status } of state.jobs) {
      const was = before.jobs.find((job) => job.id === id);
      if (status === 'queued' && was?.status === 'running') endedMs.set(id, state.nowMs);
    }
    const live = state.leases.filter(({ expiresAtMs }) => state.nowMs < expiresAtMs).map(({ job }) => job);
    mostInFlight = Math.max(mostInFlight, new Set(live).size);
  }
  return { attempts, endedMs, tooEarly, mostInFlight };
}

test.each([
  { name: 'sqlite' as const, backoffMs: ofSqlite },
  { name: 'postgres' as const, backoffMs: ofPostgres },
])('on $name each wait doubles up to the longest, and stays there for any attempt', async ({ name, backoffMs }) => {
  const kind = databases.find((one) => one.name === name);
  const database = await kind?.open(policies);
  for (let attempts = 1; attempts <= 100; attempts += 1) {
    const [row] = (await database?.rows(`SELECT ${backoffMs(String(attempts))} AS "waitMs"`)) ?? [];
    expect([attempts, Number(row?.['waitMs'])]).toEqual([attempts, waitsMs[attempts] ?? 60_000]);
  }
  await database?.close();
});

test('in any run retries wait, keep within the bucket at all times, and leave room', () => {
  const scope = { workers: 3, jobs: 4, faults: 2, attempts: 5, inFlight: 2, retries: 2 };
  const generation = { ...queue.generation, weights: { ...queue.generation.weights, fail: 40, tick: 30 } };
  let retried = 0;
  const property = fc.property(
    fc.limitShrink(interleavings(queue.model(policies, scope), generation, 60), 500),
    (commands) => {
      const { attempts, tooEarly, mostInFlight } = attemptsIn(scope, commands);
      expect(tooEarly).toEqual([]);
      expect(mostInFlight).toBeLessThanOrEqual(scope.inFlight);
      expect(Math.max(0, ...attempts.map(({ number }) => number))).toBeLessThanOrEqual(scope.attempts);
      const retries = attempts.filter(({ number }) => number > 1);
      for (const [first, { atMs }] of retries.entries()) {
        for (const [last, { atMs: untilMs }] of retries.entries()) {
          if (last < first) continue;
          const allowed = scope.retries + Math.floor((untilMs - atMs) / refillMs);
          expect(last - first + 1).toBeLessThanOrEqual(allowed);
        }
      }
      retried += retries.length;
    },
  );
  fc.assert(property, { numRuns: 500, seed: 1 });
  expect(retried).toBeGreaterThan(500);
});

test('the real queue keeps the same budget along every edge', async () => {
  const scope = { workers: 1, jobs: 1, faults: 0, attempts: 3, inFlight: 1, retries: 1 };
  const open = openQueue['sqlite'];
  if (open === undefined) throw new Error('the queue has no sqlite');
  const driven = await driveEdges(
    { model: queue.model(policies, scope), open: () => open(policies, scope) },
    { maxStates: 10_000 },
  );
  expect(driven).toMatchObject({ violations: [] });
  expect(driven.drivenEdges).toBe(driven.edges);
  expect(driven.edges).toBeGreaterThan(500);
});
