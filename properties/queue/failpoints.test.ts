import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queueSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../src/real/queue/sqlite/store.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openQueue, queueWorldOf } from '../../src/subjects/queue/systems.ts';
import { databaseFolders, durableStepsIn, failpointsNamedIn } from './durable-steps.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

const named = failpointsNamedIn(databaseFolders.sqlite);

/** Under each set of policies, where jobs are tried again and again, and where they soon fail for good. */
const everyWorld = everyPolicySet.flatMap(({ policies }) =>
  ['medium', 'intake'].map((scope) => ({ policies, scope: scopeOf(scope) })),
);

test('the durable steps are the same on each database, and there are some', () => {
  expect(failpointsNamedIn(databaseFolders.postgres)).toEqual(named);
  expect(named.length).toBeGreaterThanOrEqual(18);
});

describe('the reader of durable steps', () => {
  test.each([
    ["durably(context, 'a', () => 1)", ['a']],
    ["durableStep(\n  context,\n  'a.b',\n  work,\n)", ['a.b']],
    ["durably(context, 'a', x); await durably(context, 'b', y)", ['a', 'b']],
    ['function durably<R>(context: C, step: string, work: W) { return durableStep(context, step, work); }', []],
    ['undurably(context, "a", x)', []],
  ])('reads %j', (source, steps) => {
    expect(durableStepsIn(source)).toEqual(steps);
  });

  test('refuses a name that only a run would show', () => {
    expect(() => durableStepsIn('durably(context, `${verb}.write`, work)')).toThrow(/whose name is not to be read/);
  });
});

test.each([
  ['sqlite', 20],
  ['postgres', 8],
])('on %s every failpoint beside a durable step is reached by random runs', async (database, numRuns) => {
  const reached = new Set<string>();
  for (const { policies, scope } of everyWorld) {
    const model = queueModel(policies, scope);
    for (const commands of fc.sample(interleavings(model, queue.generation, 20), { numRuns, seed: 1 })) {
      if (named.every((name) => reached.has(name))) break;
      const system = await openQueue[database]?.(policies, scope);
      if (system === undefined) throw new Error(`the queue has no ${database}`);
      for (const command of commands) await system.perform(command);
      for (const name of system.failpoints.reached) reached.add(name);
      await system.close();
    }
  }
  expect(named.filter((name) => !reached.has(name))).toEqual([]);
});

test('a durable step writes only between its two failpoints, and commits by the second', async () => {
  const changed = new Set<string>();
  const inTransaction = new Set<string>();
  for (const { policies, scope } of everyWorld) {
    const model = queueModel(policies, scope);
    for (const commands of fc.sample(interleavings(model, queue.generation, 20), { numRuns: 24, seed: 1 })) {
      const database = openInMemory(queueSchemaOf(policies));
      const { database: sqlite, statement } = database.connect();
      const readChanges = statement('SELECT total_changes() AS changes');
      const system = await startQueue(openSqliteQueueStore(database), policies, queueWorldOf(scope));
      let last = { name: 'the beginning', changes: readChanges.get()?.['changes'] };
      const arrive = (name: string): void => {
        const changes = readChanges.get()?.['changes'];
        if (changes !== last.changes) changed.add(`${last.name} → ${name}`);
        if (sqlite.isTransaction) inTransaction.add(name);
        last = { name, changes };
      };
      system.failpoints.watch((name) => {
        arrive(name);
        return false;
      });
      for (const command of commands) {
        await system.perform(command);
        arrive('the end of a command');
      }
      await system.close();
    }
  }
  const steps = [...new Set(named.map((name) => name.replace(/\.(before|after)$/, '')))];
  expect([...changed].toSorted()).toEqual(steps.map((step) => `${step}.before → ${step}.after`).toSorted());
  expect([...inTransaction]).toEqual([]);
});
