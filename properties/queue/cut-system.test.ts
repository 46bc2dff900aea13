import { expect, test } from 'vitest';
import type { OpenQueueCommand, QueueOutcome, QueuePolicies } from '../../src/alphabets/queue.ts';
import { check } from '../../src/check/check.ts';
import { replay } from '../../src/check/replay.ts';
import { runToViolation } from '../../src/check/run.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { cutQueue } from '../../src/subjects/queue/cut-system.ts';
import type { QueueSubject } from '../../src/subjects/queue/index.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import type { Plant } from './by-proxy.ts';
import { hopes, openByProxy } from './by-proxy.ts';
import { scopeOf } from './worlds.ts';

const system = 'postgres-cut';
const policies = allPolicies(queue) as QueuePolicies;
const scope = scopeOf('small');
/** Connections are cut often, so that few runs suffice. */
const generation = { faultRate: 0.5, faultWeights: { cut: 20 } };

/** The queue with this system behind the proxy; `struck` gets the statement of each cut. */
function queueWith(struck: string[], plant?: Plant): QueueSubject {
  const open = openByProxy.bind(null, { policies, scope, plant, onCut: (statement) => struck.push(statement) });
  return { ...queue, optionalSystems: [{ ...cutQueue, open: () => open() }] };
}

function words(statements: readonly string[]): string[] {
  return statements.map((statement) => statement.trim().split(/\s/)[0] ?? '');
}

test('a check of the queue on connections that are cut finds no violation', async () => {
  const struck: string[] = [];
  const report = await check(queueWith(struck), { system, policies, scope, runs: 40, length: 20, seed: 1, generation });
  expect(report).toMatchObject({ verdict: 'holds', runs: 40 });
  expect(report.faults['cut']).toBeGreaterThan(10);
  expect(words(struck)).toEqual(expect.arrayContaining(['COMMIT', 'INSERT', 'SELECT']));
  expect(report.outcomes['commit']).toHaveProperty('noReply');
});

test('a driver that is wrong about a lost COMMIT is found, shrunk and replayed', async () => {
  const struck: string[] = [];
  const planted = queueWith(struck, hopes);
  const weights = { ...queue.generation.weights, commit: 0, fail: 0 };
  const how = { runs: 300, length: 8, seed: 1, generation: { ...generation, weights } };
  const report = await check(planted, { system, policies, scope, ...how });
  const { counterexample } = report;
  expect(counterexample?.violation).toMatchObject({ kind: 'divergence', side: 'system' });
  // The lease looks at the jobs, and is granted in a transaction that is rolled back.
  expect(counterexample?.commands).toEqual([
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1', fault: 'cut', at: 2 },
  ]);
  if (counterexample === null) return;
  const trace = traceOf(planted, counterexample);
  expect(await replay(planted, trace)).toMatchObject({ verdict: 'reproduced', disabledAt: null });
  struck.length = 0;
  expect(await replay(queueWith(struck), trace)).toMatchObject({ verdict: 'gone' });
  expect(words(struck)).toEqual(['COMMIT']);
});

test('the same run is cut at the same statements, and has the same outcomes', async () => {
  const cutAt = (at: number): OpenQueueCommand[] => [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'commit', worker: 'w1', fault: 'cut', at },
    { type: 'commit', worker: 'w1' },
    { type: 'complete', worker: 'w1' },
  ];
  async function take(at: number): Promise<unknown> {
    const struck: string[] = [];
    const outcomes: QueueOutcome[] = [];
    const setup = setUp(queueWith(struck), { system, policies, scope });
    const observe = (step: { readonly outcome: QueueOutcome }): void => void outcomes.push(step.outcome);
    expect(await runToViolation(setup, cutAt(at), { observe })).toBeNull();
    return { struck, outcomes: outcomes.map(({ type }) => type) };
  }
  for (const at of [0, 1, 2]) expect(await take(at)).toEqual(await take(at));
  expect(await take(0)).toMatchObject({ struck: ['COMMIT'] });
  const outcomes = async (at: number): Promise<unknown> => ((await take(at)) as { outcomes: unknown }).outcomes;
  expect(await outcomes(0)).toEqual(['submitted', 'leased', 'noReply', 'committed', 'completed']);
  expect(await outcomes(1)).toEqual(['submitted', 'leased', 'noReply', 'alreadyCommitted', 'completed']);
});
