import { expect, test } from 'vitest';
import type { QueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { createManualClock } from '../../src/real/clock.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection, PostgresSession } from '../../src/real/database/postgres.ts';
import { createFailpoints, surroundingsFor } from '../../src/real/failpoints.ts';
import { startQueueClient } from '../../src/real/queue/client.ts';
import { startIntake } from '../../src/real/queue/intake.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openQueue, queueWorldOf } from '../../src/subjects/queue/systems.ts';
import { plainLimits, scopeOf } from './worlds.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope = scopeOf('medium');

test.each(['sqlite', 'sqlite-file', 'postgres'])('a fault strikes its own worker alone on %s', async (name) => {
  const system = await openQueue[name]?.(policies, scope);
  if (system === undefined) throw new Error(`the queue has no ${name}`);
  for (const job of ['j1', 'j2']) await system.perform({ type: 'submit', job });
  const leases: QueueCommand[] = [
    { type: 'lease', worker: 'w2' },
    { type: 'lease', worker: 'w1', fault: 'replyLost' },
  ];
  const [other, struck] = await Promise.all(leases.map((command) => system.perform(command)));
  expect(struck).toEqual({ type: 'noReply' });
  expect(other?.type).toBe('leased');
  await system.close();
});

test('a wrong clock is that of its own worker alone', async () => {
  const off = policiesWithout(queue, ['storeClock']) as QueuePolicies;
  const system = await openQueue['postgres']?.(off, scope);
  if (system === undefined) throw new Error('the queue has no postgres');
  for (const job of ['j1', 'j2']) await system.perform({ type: 'submit', job });
  await Promise.all([
    system.perform({ type: 'lease', worker: 'w2' }),
    system.perform({ type: 'lease', worker: 'w1', fault: 'clockAhead' }),
  ]);
  const { executions, leases } = await system.view();
  const ends = executions.map(({ id, worker }) => [worker, leases.find((one) => one.execution === id)?.expiresAtMs]);
  expect(Object.fromEntries(ends)).toEqual({ w1: 60_000, w2: 30_000 });
  await system.close();
});

test('no two actors send statements over one connection', async () => {
  const database = await openPostgres(queueSchemaOf(policies));
  const senders = new Map<number, Set<string>>();
  let actor = '';
  const connect = async (): Promise<PostgresConnection> => {
    const connection = await database.connect();
    const send: PostgresSession['send'] = (text, parameters) => {
      const known = senders.get(connection.processId) ?? new Set();
      senders.set(connection.processId, known.add(actor));
      return connection.send(text, parameters);
    };
    return Object.create(connection, { send: { value: send } }) as PostgresConnection;
  };
  const { submit, resubmit, flush, reconcile } = openPostgresQueueStore({ ...database, connect })({
    policies,
    limits: plainLimits,
    clock: createManualClock(),
    failpoints: createFailpoints(),
  });
  const asks = {
    submit: () => submit('j1', 'j1'),
    resubmit: () => resubmit('j2', 'j1'),
    flush: () => flush([]),
    reconcile,
  };
  for (const [name, ask] of Object.entries(asks)) {
    actor = name;
    await ask();
  }
  expect([...senders.values()].map((known) => Array.from(known))).toEqual(Object.keys(asks).map((name) => [name]));
  await database.close();
});

test('a job that a flush writes down during a retry of its request is accepted once', async () => {
  const surroundings = {
    policies: policiesWithout(queue, ['durableIntake']) as QueuePolicies,
    limits: plainLimits,
    clock: createManualClock(),
    failpoints: createFailpoints(),
  };
  const stored = new Set<string>();
  const asked = Promise.withResolvers<void>();
  const flushed = Promise.withResolvers<void>();
  let isRetry = false;
  const intake = startIntake(surroundingsFor(surroundings, 'intake'), {
    submit: async () => ({ type: 'submitted' }),
    resubmit: async () => ({ type: 'resubmitted' }),
    async knows(job) {
      const answer = stored.has(job);
      asked.resolve();
      if (isRetry) await flushed.promise;
      return answer;
    },
    async flush(submissions) {
      for (const { id } of submissions) stored.add(id);
    },
  });
  expect(await intake.submit('j1', 'j1')).toEqual({ type: 'submitted' });
  isRetry = true;
  const retry = intake.submit('j1', 'j1');
  await intake.flush(undefined);
  flushed.resolve();
  expect(await retry).toEqual({ type: 'alreadySubmitted' });
});

test('of two requests that overlap, each is acknowledged by its own reply', async () => {
  const surroundings = { policies, limits: plainLimits, clock: createManualClock(), failpoints: createFailpoints() };
  const replies = { j1: Promise.withResolvers<void>(), j2: Promise.withResolvers<void>() };
  const client = startQueueClient(surroundingsFor(surroundings, 'client'), {
    async submit(job) {
      await replies[job as keyof typeof replies].promise;
      return { type: 'submitted' };
    },
  });
  const first = client.submit({ type: 'submit', job: 'j1' });
  const second = client.submit({ type: 'submit', job: 'j2' });
  replies.j1.resolve();
  await first;
  expect(client.unacknowledged).toEqual(['j2']);
  replies.j2.resolve();
  await second;
  expect(client.unacknowledged).toEqual([]);
});

test('a queue starts on a store whose other actors have not connected yet', async () => {
  const database = await openPostgres(queueSchemaOf(policies));
  let opened = 0;
  const connect = (): Promise<PostgresConnection> => {
    opened += 1;
    return database.connect();
  };
  const system = await startQueue(openPostgresQueueStore({ ...database, connect }), policies, queueWorldOf(scope));
  expect(opened).toBe(queueWorldOf(scope).workers.length);
  await system.close();
});
