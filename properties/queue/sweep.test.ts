import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import type { PlannedSweep } from '../../src/check/sweep-subject.ts';
import { planSweep, sweepSubject } from '../../src/check/sweep-subject.ts';
import { sweep } from '../../src/check/sweep.ts';
import { readFailureModes, runsAmong } from '../../src/corpus/failure-modes.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queueSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../src/real/queue/sqlite/store.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';
import { databaseFolders, failpointsNamedIn } from './durable-steps.ts';
import { torn, withFailpointsInside } from './torn.ts';

const subject = subjectOf('queue');
const modes = await readFailureModes(join(import.meta.dirname, '../../failure_modes'));
const planned = planSweep(subject, modes);
/** Each run once: a failure mode is planned as shipped and again with its policies off. */
const runs = planned.filter(({ without }) => without.length === 0);
/** The happy path, and the failure modes of a policy. */
function isAbout(policy: string): (run: PlannedSweep) => boolean {
  const own = planned.filter(({ without }) => without.includes(policy));
  const titles = new Set(['happy path', ...own.map(({ title }) => title)]);
  return ({ title }) => titles.has(title);
}

const model = queue.model(allPolicies(queue) as QueuePolicies, queue.scopes['small'] as QueueScope);
const signal = new AbortController().signal;

test('a sweep has the happy path and each failure mode, as shipped and policies off', () => {
  const expected = runsAmong(modes)
    .filter((mode) => mode.subject === 'queue')
    .flatMap(({ without }) => (without.length > 0 ? [[], without] : [without]));
  expect(planned[0]).toMatchObject({ title: 'happy path', without: [], unprotected: [] });
  expect(planned.slice(queue.namedRuns?.length).map(({ without }) => without)).toEqual(expected);
});

test('a crash of either kind at each failpoint violates no protected invariant', async () => {
  const swept = await sweepSubject(subject, 'sqlite', planned, { signal });
  expect(
    swept.rows.flatMap(({ title, violations }) => violations.map(({ violation }) => [title, violation.name])),
  ).toEqual([]);
  expect(swept.verdict).toBe('holds');
  // Whoever dies answers nothing.
  expect(Object.keys(swept.answers)).toEqual(['noReply']);
  const named = failpointsNamedIn(databaseFolders.sqlite);
  expect(named.filter((name) => (swept.killedAt[name] ?? 0) === 0)).toEqual([]);
  // No crash that any of them was not asked after, and no partial execution that does damage but where it is let.
  const count = swept.rows.reduce((sum, row) => sum + row.runs, 0);
  const asked = Object.entries(swept.invariants).map(([id, of]) => [id, of.protected.runs + of.unprotected.runs]);
  expect(asked).toEqual(
    [...model.invariants, ...model.settled]
      .map(({ id }) => [id, count])
      .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  );
  const { INV_002: damage } = swept.invariants;
  expect(damage?.protected.violated).toBe(0);
  expect(damage?.protected.runs).toBeGreaterThan(600);
  expect(damage?.unprotected.violated).toBeGreaterThan(20);
});

test('on postgres, too, no crash in ordinary work violates an invariant', async () => {
  const namedRuns = planned.slice(0, queue.namedRuns?.length);
  const swept = await sweepSubject(subject, 'postgres', namedRuns, { signal });
  expect(
    swept.rows.flatMap(({ title, violations }) => violations.map(({ violation }) => [title, violation.name])),
  ).toEqual([]);
  expect(swept.verdict).toBe('holds');
  // Whoever dies answers nothing.
  expect(Object.keys(swept.answers)).toEqual(['noReply']);
});

test.each(Object.entries(queue.policies))(
  'without %s a crash breaks what it protects, and nothing else',
  async (policy, { protects }) => {
    const policies = policiesWithout(subject, [policy]);
    const violated = new Set<string>();
    // Every run: sweep.long.test.ts.
    for (const { scope, commands } of runs.filter(isAbout(policy))) {
      const { violations } = await sweep(setUp(subject, { system: 'sqlite', policies, scope }), commands);
      for (const { violation } of violations) violated.add(violation.name);
    }
    expect([...violated].filter((name) => !protects.includes(name))).toEqual([]);
    expect(violated.size).toBeGreaterThan(0);
  },
);

/** What falls when the runs are crashed between any two writes, and at how many such places somebody died. */
async function crashInside({
  isTorn,
  runs: crashed,
}: {
  isTorn: boolean;
  runs: readonly PlannedSweep[];
}): Promise<{ violated: string[]; killed: number }> {
  const policies = allPolicies(queue) as QueuePolicies;
  const violated = new Set<string>();
  let killed = 0;
  for (const { scope, commands } of crashed) {
    const open = async (): ReturnType<typeof startQueue> =>
      startQueue(
        (surroundings) => {
          const whole = openInMemory(queueSchemaOf(policies));
          const database = isTorn ? torn(whole) : whole;
          return openSqliteQueueStore(withFailpointsInside(database, surroundings.failpoints.for('store')))(
            surroundings,
          );
        },
        policies,
        queueWorldOf(scope as QueueScope),
      );
    const { points, violations } = await sweep({ model: subject.model(policies, scope), open }, commands);
    for (const { violation } of violations) violated.add(violation.name);
    killed += points.filter(({ name, killed: ways }) => name === 'inside' && ways.length === 2).length;
  }
  return { violated: [...violated], killed };
}

test('a transaction that is cut off between any two of its writes leaves nothing', async () => {
  const { violated, killed } = await crashInside({ isTorn: false, runs });
  expect(violated).toEqual([]);
  expect(killed).toBeGreaterThan(30);
});

test('verbs without transactions, cut off, are caught with a commit and no effect', async () => {
  const { violated, killed } = await crashInside({ isTorn: true, runs: runs.slice(0, 6) });
  expect(violated).toContain('INV_010');
  expect(killed).toBeGreaterThan(30);
});
