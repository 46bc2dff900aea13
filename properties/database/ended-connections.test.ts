import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check as checkHere } from '../../src/check/check.ts';
import { replay } from '../../src/check/replay.ts';
import { nothingShown } from '../../src/check/run-memory.ts';
import { sweep } from '../../src/check/sweep.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { planOf } from '../../src/overnight/rounds.ts';
import { runBatch } from '../../src/overnight/run-batch.ts';
import type { PostgresServer } from '../../src/real/database/postgres-server.ts';
import { startPostgres } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { createFailpoints } from '../../src/real/failpoints.ts';
import { counterModel, counterSubject, counterSystem } from '../check/counter.ts';
import type { CounterCommand, CounterSubject } from '../check/counter.ts';
import { aTrace } from '../corpus/traces.ts';
import { jobOf, sourceOf } from '../overnight/parts.ts';
import { check, errorsIn } from './checks.ts';

describe('a connection of a run that an administrator ends', () => {
  let server: PostgresServer;
  let user: PostgresConnection;
  beforeAll(async () => {
    server = await startPostgres();
    user = await connectPostgres(server.url);
  });
  afterAll(async () => {
    await user.close();
    await server.stop();
  });

  /** Ends one connection of a check in the middle of a transaction. The owner of the schemas has none. */
  const endOne = `
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE application_name = 'ended' AND state = 'idle in transaction' AND pid IN
      (SELECT pid FROM pg_locks WHERE locktype = 'advisory') LIMIT 1`;

  test('is no finding: the run ends in one line with exit code 2', async () => {
    const running = check(`${server.url}&application_name=ended`, ['--runs', '1000000']);
    while (running.process.exitCode === null) {
      const count = await user.run(endOne);
      // The run has time to be taken once more.
      await user.all(`SELECT pg_sleep(${count === 0 ? 0.01 : 1})::text`);
    }
    const { code, out, err } = await running.ended;
    expect(errorsIn(err)).toMatch(
      /^faultbook: Postgres at .*, has ended a connection of this run \(.*\); the run shows no violation without that: run it again\n$/,
    );
    expect([code, out]).toEqual([2, '']);
  });
});

/** The counter on connections: `open` gets the number of its system, and loses a connection by `lose`. */
function counterOn(
  open: (opened: number, lose: () => void) => (value: number, command: CounterCommand) => number,
): CounterSubject {
  let count = 0;
  let opened = 0;
  const lose = (): void => void (count += 1);
  const subject = counterSubject(() => counterSystem(open((opened += 1), lose)));
  const connectionLosses = () => ({ count, why: 'the server has ended a connection' });
  return { ...subject, systems: subject.systems.map((kind) => Object.assign(kind, { connectionLosses })) };
}

/** Its third system, or each, loses a connection at 2, and then has a wrong number. */
const losing =
  (loses: (opened: number) => boolean) =>
  (opened: number, lose: () => void) =>
  (value: number): number => {
    if (value !== 2 || !loses(opened)) return value;
    lose();
    return 7;
  };

const once = losing((opened) => opened === 3);
const always = losing(() => true);

const options = { system: 'plain', policies: { floor: true }, scope: { most: 5 }, runs: 50, length: 12, seed: 1 };

describe('a violation in a run that lost a connection', () => {
  test('is an environment error where the run does not show it again', async () => {
    await expect(checkHere(counterOn(once), options)).rejects.toThrow(
      new EnvironmentError('the server has ended a connection; the run shows no violation without that: run it again'),
    );
  });

  test('is a violation where the system itself ends its connections', async () => {
    expect(await checkHere(counterOn(always), options)).toMatchObject({
      verdict: 'violated',
      counterexample: { violation: { kind: 'divergence', name: 'view.value' } },
    });
  });

  test('is a violation where a system shows it that lost no connection', async () => {
    const wrong = counterOn(() => (value) => (value === 2 ? 7 : value));
    expect(await checkHere(wrong, options)).toMatchObject({ verdict: 'violated' });
  });
});

describe('a campaign and a replay', () => {
  const calls = { alive: () => undefined, opens: () => undefined, begins: () => undefined, ends: () => undefined };

  test('report no violation that a lost connection alone brought about', async () => {
    const subject = counterOn(once);
    const plan = planOf({ origin: 'here', job: 1, number: 0 }, subject);
    const batch = {
      kind: 'runs',
      job: jobOf(),
      source: sourceOf(),
      plan,
      before: nothingShown,
      known: [],
      versions: {},
    } as const;
    await expect(runBatch(subject, batch, calls)).rejects.toBeInstanceOf(EnvironmentError);
  });

  test('report that of a system which ends its connections itself, with each step once', async () => {
    const violation = { kind: 'divergence', name: 'view.value', at: 1 } as const;
    const trace = aTrace({ policies: { floor: true }, commands: [{ type: 'up' }, { type: 'up' }], violation });
    const { verdict, steps } = await replay(counterOn(always), trace);
    expect([verdict, steps.length]).toEqual(['reproduced', 2]);
  });
});

describe('a drive and a sweep', () => {
  const harnessOf = (subject: ReturnType<typeof counterOn>) => {
    const [kind] = subject.systems;
    const failpoints = createFailpoints();
    const model = counterModel({ floor: true }, { most: 3 });
    return {
      model: { ...model, stateShowing: (view: { value: number }) => ({ ...view }) },
      open: async () =>
        Object.assign(
          counterSystem(),
          await kind?.open({ policies: options.policies, scope: options.scope, terms: {} }),
          { failpoints },
        ),
      connectionLosses: () => kind?.connectionLosses?.() ?? { count: 0, why: '' },
    };
  };
  const run = [{ type: 'up' }, { type: 'up' }] as const;
  const first = losing((opened) => opened === 1);

  test('report no violation that a lost connection alone brought about', async () => {
    await expect(driveEdges(harnessOf(counterOn(first)), { maxStates: 10 })).rejects.toBeInstanceOf(EnvironmentError);
    await expect(sweep(harnessOf(counterOn(first)), run)).rejects.toBeInstanceOf(EnvironmentError);
  });

  test('report that of a system which ends its connections itself', async () => {
    expect((await driveEdges(harnessOf(counterOn(always)), { maxStates: 10 })).violations).not.toEqual([]);
    expect((await sweep(harnessOf(counterOn(always)), run)).violations).not.toEqual([]);
  });
});
