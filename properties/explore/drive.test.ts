import { expect, test } from 'vitest';
import type { OpenQueueCommand, QueueOutcome, QueuePolicies, QueueView } from '../../src/alphabets/queue.ts';
import { check } from '../../src/check/check.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import type { System } from '../../src/kernel/model.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openQueue } from '../../src/subjects/queue/systems.ts';
import { counterModel, counterSystem } from '../check/counter.ts';
import { scopeOf } from '../queue/worlds.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope = scopeOf('small');
const model = queue.model(policies, scope);
/** Two attempts: the third multiplies the edges, and shows no more of a bug that random runs miss. */
const rare = { ...scope, attempts: 2 };

async function openSqlite(world = scope): Promise<System<OpenQueueCommand, QueueOutcome, QueueView>> {
  const system = await openQueue['sqlite']?.(policies, world);
  if (system === undefined) throw new Error('the queue has no sqlite');
  return system;
}

test('a queue that refuses the second renewal after a crash is found out', async () => {
  const driven = await driveEdges(
    { model, open: async () => refusingRenewals(await openSqlite()) },
    { maxStates: 10_000 },
  );
  expect(driven.violations.length).toBeGreaterThan(0);
  const [{ violation: first } = expect.fail()] = driven.violations;
  expect(first).toMatchObject({ kind: 'divergence', name: 'outcome of renew' });
  expect(first.details).toContain('{"type":"renewed"} on the model, {"type":"leaseEnded"} on the system');
});

test('a bug that random runs miss is found by driving every edge', async () => {
  const found = new AbortController();
  const open = async (): ReturnType<typeof openSqlite> =>
    refusingAtTheLastMoment(await openSqlite(rare), () => found.abort());
  // Twice as many as the suite takes in this scope (properties/subjects/lockstep.test.ts).
  const options = { system: 'sqlite', policies, scope: rare, runs: 400, length: 20, seed: 1 };
  const report = await check({ ...queue, systems: [{ name: 'sqlite', open }] }, options);
  expect(report).toMatchObject({ runs: 400, counterexample: null });
  expect(found.signal.aborted).toBe(false);
  const driven = await driveEdges(
    { model: queue.model(policies, rare), open },
    { maxStates: 10_000, signal: found.signal },
  );
  expect(driven.violations).toMatchObject([{ violation: { kind: 'divergence', name: 'outcome of renew' } }]);
});

test('a failure of the machine is no divergence, and gives no report', async () => {
  const counter = counterModel({ floor: true }, { most: 3 });
  const full = { ...counterSystem(), perform: () => Promise.reject(new EnvironmentError('the disk is full')) };
  await expect(driveEdges({ model: counter, open: async () => full }, { maxStates: 10 })).rejects.toThrow(
    'the disk is full',
  );
});

test('a system that throws is found out, and the others are closed', async () => {
  let open = 0;
  const driven = await driveEdges(
    {
      model,
      open: async () => {
        const system = await openSqlite();
        open += 1;
        return {
          ...system,
          perform: (command) =>
            command.type === 'reconcile' ? Promise.reject(new TypeError('no records')) : system.perform(command),
          close: async () => {
            open -= 1;
            await system.close();
          },
        };
      },
    },
    { maxStates: 10_000 },
  );
  expect(driven.violations[0]?.violation).toMatchObject({ kind: 'systemError', name: 'TypeError' });
  expect(open).toBe(0);
});

test('a graph that is too large is refused', async () => {
  await expect(driveEdges({ model, open: () => openSqlite() }, { maxStates: 100 })).rejects.toThrow(
    'more than 100 states',
  );
});

/** What it refuses depends on what happened long before, which no state of the model tells. */
function refusingRenewals(system: System<OpenQueueCommand, QueueOutcome, QueueView>): typeof system {
  let crashes = 0;
  let renewals = 0;
  return {
    ...system,
    async perform(command) {
      if (command.type === 'crash') crashes += 1;
      if (command.type !== 'renew' || crashes === 0) return system.perform(command);
      renewals += 1;
      return renewals === 2 ? { type: 'leaseEnded' } : system.perform(command);
    },
  };
}

/** A lease is not renewed in its last millisecond where its worker has had both attempts, and the other is down. */
function refusingAtTheLastMoment(
  system: System<OpenQueueCommand, QueueOutcome, QueueView>,
  onRefused: () => void,
): typeof system {
  return {
    ...system,
    async perform(command) {
      if (command.type !== 'renew') return system.perform(command);
      const { nowMs, jobs, executions, leases, workers } = await system.view();
      const outcome = await system.perform(command);
      const isLastMoment = leases.some(
        ({ token, expiresAtMs }) => token === jobs[0]?.token && expiresAtMs - nowMs === 1,
      );
      const hadAll = executions.filter(({ worker }) => worker === command.worker).length === 2;
      const isAlone = Object.values(workers).some(({ isUp }) => !isUp);
      // Given back twice, and not run out.
      const isInTime = nowMs < usualQueueTerms.leaseMs;
      if (outcome.type !== 'renewed' || !isLastMoment || !hadAll || !isAlone || !isInTime) return outcome;
      onRefused();
      return { type: 'leaseEnded' };
    },
  };
}
