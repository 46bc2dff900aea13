import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import type { QueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import { planSweep } from '../../src/check/sweep-subject.ts';
import { sweep } from '../../src/check/sweep.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { openOnFile } from '../../src/real/database/sqlite.ts';
import type { FileDatabase } from '../../src/real/database/sqlite.ts';
import { inProcesses } from '../../src/real/queue/process/worker-process.ts';
import type { WorkerProcess } from '../../src/real/queue/process/worker-process.ts';
import type { RealQueue } from '../../src/real/queue/queue.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queueSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../src/real/queue/sqlite/store.ts';
import { prepareQueueView } from '../../src/real/queue/sqlite/view.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';
import { databaseFolders, failpointsNamedIn } from './durable-steps.ts';
import { plainLimits } from './worlds.ts';

const subject = subjectOf('queue');
const planned = planSweep(subject, await readFailureModes(join(import.meta.dirname, '../../failure_modes')));

/** All that was started: none of it may be left when a test is over. */
const started: { readonly database: FileDatabase; readonly workers: WorkerProcess[] }[] = [];

/** A queue whose view throws where a worker that is up has no process any more, or one that is down has. */
async function openInProcesses(
  policies: QueuePolicies,
  scope: QueueScope,
): Promise<RealQueue & { pids: Map<string, number> }> {
  const database = openOnFile(queueSchemaOf(policies));
  const workers: WorkerProcess[] = [];
  started.push({ database, workers });
  const pids = new Map<string, number>();
  const begin = inProcesses(database.path, (name, worker) => {
    workers.push(worker);
    pids.set(name, worker.pid);
  });
  const system = await startQueue(openSqliteQueueStore(database), policies, queueWorldOf(scope), undefined, begin);
  const view = async (): ReturnType<RealQueue['view']> => {
    const seen = await system.view();
    const strange = Object.entries(seen.workers).filter(([name, { isUp }]) => isUp !== isAlive(pids.get(name) ?? 0));
    if (strange.length > 0) throw new Error(`not what its process is: ${JSON.stringify(strange)}`);
    return seen;
  };
  return { ...system, view, pids };
}

afterEach(() => {
  const all = started.splice(0);
  const folders = all.map(({ database }) => dirname(database.path)).filter(existsSync);
  const pids = all.flatMap(({ workers }) => workers.map(({ pid }) => pid)).filter(isAlive);
  const spared = all.flatMap(({ workers }) => workers.filter(({ endedBy }) => endedBy !== 'SIGKILL'));
  if (spared.length > 0) throw new Error(`ended otherwise than by SIGKILL: ${spared.map(({ pid }) => pid).join(', ')}`);
  if (folders.length + pids.length > 0) throw new Error(`left behind: ${[...folders, ...pids].join(', ')}`);
});

/** Whoever has ended and has not been fetched by its parent is dead, too; Linux says who that is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}

describe('workers that are processes', () => {
  const inWorkers = failpointsNamedIn(databaseFolders.sqlite).filter(
    (name) => !/^(submit|resubmit|flush|reconcile)\./.test(name),
  );
  const left = new Set(inWorkers);

  test.each(planned)(
    '$title, without $without: killed beside durable steps, protected invariants hold',
    async ({ scope, without, commands, unprotected }) => {
      const policies = policiesWithout(subject, without) as QueuePolicies;
      const pair = {
        model: subject.model(policies, scope),
        open: () => openInProcesses(policies, scope as QueueScope),
      };
      const { violations, points } = await sweep(pair, commands, {
        takes: ({ name }, lasting) => lasting === 'once' && left.delete(name),
      });
      expect(violations.map(({ violation }) => violation.name).filter((name) => !unprotected.includes(name))).toEqual(
        [],
      );
      // The first run nobody dies in; every other is killed once, and that worker may be started anew.
      const killed = points.filter(({ killed: ways }) => ways.length > 0).length;
      expect(started.length).toBe(1 + killed);
    },
  );

  test('no failpoint of a worker was left out', () => {
    expect([...left]).toEqual([]);
    expect(inWorkers.length).toBeGreaterThanOrEqual(14);
  });
});

describe('a worker that is stopped in the midst of its commit, past its lease, and goes on', () => {
  const scope = { workers: 2, jobs: 1, faults: 0, attempts: 3, inFlight: 0, retries: 0 };
  const before: readonly QueueCommand[] = [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
  ];
  const meanwhile: readonly QueueCommand[] = [
    { type: 'tick', byMs: 30_000 },
    { type: 'lease', worker: 'w2' },
  ];

  /** w1 has decided to commit when SIGSTOP strikes; its lease runs out and w2 gets the job; then SIGCONT. */
  async function zombie(
    without: readonly string[],
  ): Promise<{ outcome: unknown; violated: string[]; effects: unknown }> {
    const policies = policiesWithout(queue, without) as QueuePolicies;
    const model = queueModel(policies, scope);
    const system = await openInProcesses(policies, scope);
    try {
      for (const command of before) await system.perform(command);
      const pid = system.pids.get('w1') ?? 0;
      const stopped = new Promise<void>((resolve) => {
        system.failpoints.watch((name) => {
          if (name === 'commit.before') {
            process.kill(pid, 'SIGSTOP');
            resolve();
          }
          return false;
        });
      });
      const late = system.perform({ type: 'commit', worker: 'w1' });
      await stopped;
      for (const command of meanwhile) await system.perform(command);
      const seen = structuredClone(await system.view());
      expect(seen.commits).toEqual([]);
      process.kill(pid, 'SIGCONT');
      const outcome = await late;
      const after = await system.view();
      const command: QueueCommand = { type: 'commit', worker: 'w1' };
      const step = { before: seen, command, outcome: outcome, after };
      const violated = model.invariants.filter(
        (one) => 'holdsAcross' in one && !one.holdsAcross(step.before, command, outcome, after),
      );
      return { outcome, violated: violated.map(({ id }) => id), effects: after.effects };
    } finally {
      await system.close();
    }
  }

  test('with fencing it is refused as stale, and has done nothing', async () => {
    expect(await zombie([])).toEqual({ outcome: { type: 'stale', token: 2 }, violated: [], effects: [] });
  });

  test('without fencing it commits a job that another worker has', async () => {
    expect(await zombie(['fencing'])).toEqual({
      outcome: { type: 'committed' },
      violated: ['INV_004'],
      effects: [{ job: 'j1', execution: 1 }],
    });
  });
});

describe('an intake that is killed by SIGKILL before it has written down what it has', () => {
  /** An intake in a process of its own accepts j1; it stands still where it is about to write, or has nothing to write. */
  async function killedIntake(without: readonly string[]): Promise<{ outcome: unknown; jobs: string[] }> {
    const policies = policiesWithout(queue, without) as QueuePolicies;
    const database = openOnFile(queueSchemaOf(policies));
    const script = `
      import { openExisting } from './src/real/database/sqlite.ts';
      import { startQueue } from './src/real/queue/queue.ts';
      import { queueSchemaOf } from './src/real/queue/sqlite/schema.ts';
      import { openSqliteQueueStore } from './src/real/queue/sqlite/store.ts';
      const policies = ${JSON.stringify(policies)};
      const say = (line) => console.log(JSON.stringify(line));
      const database = openExisting(${JSON.stringify(database.path)}, queueSchemaOf(policies));
      const system = await startQueue(openSqliteQueueStore(database), policies, { workers: [], limits: ${JSON.stringify(plainLimits)} });
      say(await system.perform({ type: 'submit', job: 'j1' }));
      system.failpoints.watch((name) => {
        say({ type: name });
        for (;;);
      });
      say(await system.perform({ type: 'flush' }));
      setInterval(() => undefined, 1000);`;
    const intake = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(intake, 'close');
    try {
      const lines = createInterface({ input: intake.stdout })[Symbol.asyncIterator]();
      const outcome = [(await lines.next()).value, (await lines.next()).value].map(
        (line) => JSON.parse(line ?? 'null') as unknown,
      );
      intake.kill('SIGKILL');
      await ended;
      const jobs = prepareQueueView(database.connect())().jobs.map(({ id }) => id);
      return { outcome, jobs };
    } finally {
      intake.kill('SIGKILL');
      database.close();
    }
  }

  test('with durableIntake the job that it has accepted is there', async () => {
    expect(await killedIntake([])).toEqual({
      outcome: [{ type: 'submitted' }, { type: 'nothingToFlush' }],
      jobs: ['j1'],
    });
  });

  test('without it the job is gone', async () => {
    expect(await killedIntake(['durableIntake'])).toEqual({
      outcome: [{ type: 'submitted' }, { type: 'flush.before' }],
      jobs: [],
    });
  });
});

describe('a worker process', () => {
  const scope = { workers: 1, jobs: 1, faults: 0, attempts: 3, inFlight: 0, retries: 0 };

  test('that is ended from outside is an error that names it and the signal', async () => {
    const system = await openInProcesses(allPolicies(queue) as QueuePolicies, scope);
    try {
      process.kill(system.pids.get('w1') ?? 0, 'SIGKILL');
      await expect(system.perform({ type: 'lease', worker: 'w1' })).rejects.toThrow(
        'the process of w1 has ended (SIGKILL)',
      );
    } finally {
      await system.close();
    }
  });

  test('that cannot reach its database says so', async () => {
    const database = openOnFile(queueSchemaOf(allPolicies(queue) as QueuePolicies));
    const begin = inProcesses(join(database.path, 'nowhere'));
    const starting = startQueue(
      openSqliteQueueStore(database),
      allPolicies(queue) as QueuePolicies,
      { workers: ['w1'], limits: plainLimits },
      undefined,
      begin,
    );
    await expect(starting).rejects.toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: `there is no database at ${database.path}/nowhere`,
      }),
    );
    expect(existsSync(dirname(database.path))).toBe(false);
  });

  test('does not outlive its parent, and leaves Ctrl-C to its parent', async () => {
    const script = `
      import { openOnFile } from './src/real/database/sqlite.ts';
      import { inProcesses } from './src/real/queue/process/worker-process.ts';
      import { startQueue } from './src/real/queue/queue.ts';
      import { queueSchemaOf } from './src/real/queue/sqlite/schema.ts';
      import { openSqliteQueueStore } from './src/real/queue/sqlite/store.ts';
      const policies = ${JSON.stringify(allPolicies(queue))};
      const database = openOnFile(queueSchemaOf(policies));
      const begin = inProcesses(database.path, (name, { pid }) => console.log(JSON.stringify({ pid, path: database.path })));
      const system = await startQueue(openSqliteQueueStore(database), policies, { workers: ['w1'], limits: ${JSON.stringify(plainLimits)} }, undefined, begin);
      process.stdin.on('data', async () => console.log(JSON.stringify(await system.perform({ type: 'lease', worker: 'w1' }))));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
    const { pid, path } = JSON.parse((await lines.next()).value ?? '') as { pid: number; path: string };
    process.kill(pid, 'SIGINT');
    parent.stdin.write('\n');
    expect(JSON.parse((await lines.next()).value ?? '')).toEqual({ type: 'noWork' });
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
    rmSync(dirname(path), { recursive: true });
  });
});
