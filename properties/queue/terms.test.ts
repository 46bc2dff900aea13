import { describe, expect, test } from 'vitest';
import type { QueueCommand, QueueOutcome, QueuePolicies, QueueTerms } from '../../src/alphabets/queue.ts';
import { auditedEndings } from '../../src/check/audit.ts';
import { runToViolation } from '../../src/check/run.ts';
import { explore } from '../../src/explore/explore.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { beginningOf, takeInEach } from '../../src/kernel/interpreter.ts';
import { judgeOutcome } from '../../src/kernel/judge.ts';
import type { System } from '../../src/kernel/model.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import type { QueueScope, QueueState } from '../../src/model/queue/state.ts';
import { queueViewOf } from '../../src/model/queue/state.ts';
import { queueStep } from '../../src/model/queue/step.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope: QueueScope = { workers: 2, jobs: 2, faults: 1, attempts: 2, inFlight: 0, retries: 1 };

/** The states after these commands, each with the outcome. */
function take(
  terms: Partial<QueueTerms>,
  commands: readonly QueueCommand[],
): { state: QueueState; outcome: QueueOutcome }[] {
  const model = queueModel(policies, scope, { ...usualQueueTerms, ...terms });
  let state = model.initial;
  return commands.map((command) => {
    const step = stepOnCopy(model, state, command);
    ({ state } = step);
    return step;
  });
}

const begun: readonly QueueCommand[] = [
  { type: 'submit', job: 'j1' },
  { type: 'submit', job: 'j2' },
  { type: 'lease', worker: 'w1' },
];

describe('a term of the queue', () => {
  test('sets the length of a lease, and the model then expects no other', () => {
    const after = (leaseMs: number): number | undefined =>
      take({ leaseMs }, begun).at(-1)?.state.leases[0]?.expiresAtMs;
    expect([after(30_000), after(500)]).toEqual([30_000, 500]);
    const short = queueModel(policies, scope, { ...usualQueueTerms, leaseMs: 500 });
    const { invariants } = queueModel(policies, scope);
    const [taken] = takeInEach(
      { ...short, invariants },
      [{ ...start(begun.slice(0, 2)), violated: [] }],
      begun[2] as never,
    );
    expect(taken?.violated.map(({ id }) => id)).toEqual(['INV_019']);
  });

  test('sets the waits between attempts, and the time of the bucket', () => {
    const failed = [
      ...begun,
      { type: 'fail', worker: 'w1' },
      { type: 'tick', byMs: 100_000 },
      begun[2],
    ] as QueueCommand[];
    const retried = (terms: Partial<QueueTerms>): unknown => {
      const { jobs = [], retries } = take(terms, failed).at(-1)?.state ?? {};
      return [jobs[0]?.retryAtMs, retries?.[0]?.fullAtMs];
    };
    const [usual, changed] = [retried({}), retried({ firstBackoffMs: 1_000, refillMs: 7 })];
    expect(usual).toEqual([150_000, 130_000]);
    expect(changed).toEqual([132_000, 100_007]);
    expect(retried({ firstBackoffMs: 1_000, longestBackoffMs: 1_500 })).toEqual([131_500, 130_000]);
  });

  function start(commands: readonly QueueCommand[]): { state: QueueState; view: ReturnType<typeof queueViewOf> } {
    const state = take({}, commands).at(-1)?.state ?? queueModel(policies, scope).initial;
    return { state, view: queueViewOf(state) };
  }
});

describe('where any free job may be leased', () => {
  const model = queueModel(policies, scope, { ...usualQueueTerms, order: 'any' });

  test('each free job is an ending of a lease, the first among them', () => {
    const state = take({}, begun.slice(0, 2)).at(-1)?.state ?? model.initial;
    const endings = auditedEndings(model, state, begun[2] as QueueCommand);
    expect(endings.map(({ outcome }) => 'job' in outcome && outcome.job)).toEqual(['j1', 'j2']);
    expect(auditedEndings(model, model.initial, begun[2] as QueueCommand)).toHaveLength(1);
  });

  test('the answer decides, and a lost answer leaves both open', () => {
    const commands = [...begun.slice(0, 2), { type: 'lease', worker: 'w1', fault: 'replyLost' }] as QueueCommand[];
    let possible = beginningOf(model);
    for (const command of commands) possible = takeInEach(model, possible, command);
    expect(possible).toHaveLength(2);
    const next = takeInEach(model, possible, { type: 'lease', worker: 'w2' });
    const outcome: QueueOutcome = { type: 'leased', job: 'j1', execution: 2, attempt: 1, token: 1 };
    expect(judgeOutcome(next, outcome).left?.map(({ state }) => state.executions.map(({ job }) => job))).toEqual([
      ['j2', 'j1'],
    ]);
  });

  /** A queue that leases the job at this place of the free ones, or whatever `alter` makes of the table before. */
  function open(
    place: number,
    alter: (state: QueueState) => void = () => undefined,
  ): System<QueueCommand, QueueOutcome, unknown> {
    const state = queueModel(policies, scope).initial;
    const own = structuredClone(state);
    const rules = { ...usualQueueTerms, ...policies, ...scope };
    return {
      perform: async (command) => {
        if (command.type === 'lease') alter(own);
        const free = own.jobs.filter(({ status }) => status === 'queued').map(({ id }) => id);
        const before = free.slice(0, Math.min(place, free.length - 1));
        return queueStep(rules, new Set(before))(own, command);
      },
      view: async () => structuredClone(queueViewOf(own)),
      close: async () => undefined,
    };
  }

  const busy: readonly QueueCommand[] = [...begun, { type: 'lease', worker: 'w2' }];

  test('a lease of the last free job is right, unless the order is that of submission', async () => {
    const run = async (order: QueueTerms['order']): Promise<unknown> => {
      const inOrder = queueModel(policies, scope, { ...usualQueueTerms, order });
      const found = await runToViolation({ model: inOrder, open: async () => open(1) as never }, busy);
      return found?.violation.name ?? null;
    };
    expect(await run('any')).toBeNull();
    expect(await run('submission')).toBe('outcome of lease');
  });

  test('a queue that leases a job which is held is wrong all the same', async () => {
    const forgetsLeases = (own: QueueState): void => {
      for (const job of own.jobs) if (job.status === 'running') Object.assign(job, { status: 'queued', retryAtMs: 0 });
    };
    const found = await runToViolation({ model, open: async () => open(0, forgetsLeases) as never }, busy);
    expect(found?.violation).toMatchObject({ kind: 'divergence', name: 'outcome of lease', at: 3 });
  });

  test('no invariant of the queue depends on the order', async () => {
    const small = { ...scope, workers: 1, faults: 0, attempts: 1, retries: 0 };
    const ordered = await explore(queueModel(policies, small));
    const { violations, isComplete, distinctStates } = await explore(
      queueModel(policies, small, { ...usualQueueTerms, order: 'any' }),
    );
    expect({ violations, isComplete }).toEqual({ violations: [], isComplete: true });
    expect(distinctStates).toBeGreaterThan(ordered.distinctStates);
  });
});
