import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenQueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import type { AsyncLockstep } from '../../src/check/lockstep.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { openQueueModel } from '../../src/model/queue/cut.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import type { QueueState } from '../../src/model/queue/state.ts';
import { ConnectionLost } from '../../src/real/database/connection-lost.ts';
import type { CutPlace } from '../../src/real/database/cut-postgres.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { sessionOver } from '../../src/real/database/postgres.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { cutQueue } from '../../src/subjects/queue/cut-system.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';
import type { Plant } from './by-proxy.ts';
import { hopes, openByProxy, sending } from './by-proxy.ts';
import { scopeOf } from './worlds.ts';

const scope = scopeOf('medium');
const terms = { ...usualQueueTerms, cuts: true };

/** Cuts at any statement of a command, and not only around its commits. */
function placeOf(at: number): CutPlace {
  return { statement: { after: Math.floor(at / 2) }, when: at % 2 === 0 ? 'beforeIt' : 'afterIt' };
}

interface CutRun {
  readonly without?: readonly string[];
  readonly onCut?: (statement: string) => void;
  readonly plant?: Plant;
}

type Steps = (lockstep: AsyncLockstep<OpenQueueCommand, QueueState>, model: OpenQueueModel) => Promise<void>;
type OpenQueueModel = ReturnType<typeof openQueueModel>;

/** A run over the proxy, in lockstep with the set of states in which the world may be. */
async function run({ without = [], ...more }: CutRun, steps: Steps): Promise<void> {
  const policies = policiesWithout(queue, without) as QueuePolicies;
  const model = openQueueModel(policies, scope, terms);
  const system = await openByProxy({ policies, scope, placeOf, ...more });
  try {
    await steps(await startLockstep(model, system, { observation: { drawnNames: cutQueue.drawnNames } }), model);
  } finally {
    await system.close();
  }
}

/** Commands one after the other with no look between them, and what is cut in one of them. */
function performAll(commands: readonly OpenQueueCommand[]): Steps {
  return async (lockstep) => {
    for (const command of commands) await lockstep.performUnseen(command);
    await lockstep.recover();
  };
}

/** The invariant that falls on both sides alike; `null` where the run ends well. Rejects where the set is empty. */
async function violatedIn(ran: Promise<void>): Promise<string | null> {
  try {
    await ran;
    return null;
  } catch (error) {
    if (error instanceof ViolationFound && error.violation.side === 'both') return error.violation.name;
    throw error;
  }
}

const submit = { type: 'submit', job: 'j1' } as const;
const flush = { type: 'flush' } as const;
const lease = { type: 'lease', worker: 'w1' } as const;
const apply = { type: 'applyEffect', worker: 'w1' } as const;
const commit = { type: 'commit', worker: 'w1' } as const;
const complete = { type: 'complete', worker: 'w1' } as const;
const reconcile = { type: 'reconcile' } as const;

test('a cut commit leaves two states, and the worker’s next query decides between them', async () => {
  // Its statements: BEGIN, the lock, who was first, the record with its effect, COMMIT.
  for (const at of [8, 9]) {
    const struck: string[] = [];
    await run({ onCut: (statement) => struck.push(statement) }, async (lockstep) => {
      for (const command of [submit, lease]) await lockstep.performUnseen(command);
      expect(lockstep.possible).toHaveLength(1);
      await lockstep.performUnseen({ ...commit, fault: 'cut', at });
      expect(lockstep.possible.map(({ commits }) => commits.length)).toEqual([0, 1]);
      await lockstep.performUnseen(commit);
      expect(lockstep.possible.map(({ workers }) => workers['w1']?.holding?.hasCommitted)).toEqual([true]);
      await lockstep.performUnseen(complete);
      await lockstep.recover();
    });
    expect(struck).toEqual(['COMMIT']);
  }
});

test('an intake cut off while it writes keeps its jobs, and writes them again', async () => {
  for (const at of [0, 1]) {
    const struck: string[] = [];
    const onCut = (statement: string): number => struck.push(statement);
    await run({ without: ['durableIntake'], onCut }, async (lockstep) => {
      await lockstep.performUnseen(submit);
      await lockstep.performUnseen({ ...flush, fault: 'cut', at });
      expect(lockstep.possible.map(({ jobs, buffered }) => [jobs.length, buffered.length])).toEqual([
        [0, 1],
        [1, 1],
      ]);
      await lockstep.look();
      expect(lockstep.possible.map(({ jobs }) => jobs.length)).toEqual([at]);
      await lockstep.performUnseen(flush);
      await lockstep.recover();
    });
    expect(struck).toHaveLength(1);
  }
});

describe('cut at every statement of every verb, on either side', () => {
  test.each([
    { title: 'as shipped', without: [], violations: [], verbs: { submit, lease, commit, complete } },
    {
      title: 'committed in three writes',
      without: ['atomicCommit'],
      violations: ['INV_010', 'INV_011'],
      verbs: { commit },
    },
    { title: 'written down later', without: ['durableIntake'], violations: [], verbs: { submit, flush } },
  ])(
    '$title: what is left after the next answers and looks is what there is',
    async ({ without, violations, verbs }) => {
      const struck = new Map<string, Set<string>>();
      const unprotected = new Set<string>();
      for (const [verb, command] of Object.entries(verbs)) {
        const all = [submit, flush, lease, commit, complete, reconcile];
        const place = all.findIndex(({ type }) => type === verb);
        for (let at = 0, isOver = false; !isOver; at += 2) {
          for (const when of ['beforeIt', 'afterIt'] as const) {
            isOver = true;
            const onCut = (statement: string): void => {
              isOver = false;
              const name = statement.trim().split(/\s/)[0] ?? '';
              struck.set(verb, (struck.get(verb) ?? new Set()).add(`${name} ${when}`));
            };
            const cut = { ...command, fault: 'cut', at: when === 'beforeIt' ? at : at + 1 };
            const commands = all.toSpliced(place, 0, cut as never);
            const violated = await violatedIn(run({ without, onCut }, performAll(commands)));
            if (violated !== null) unprotected.add(violated);
          }
        }
      }
      expect([...unprotected].toSorted()).toEqual(violations);
      expect([...struck.keys()]).toEqual(Object.keys(verbs));
      const places = new Set([...struck.values()].flatMap((ofVerb) => Array.from(ofVerb)));
      const inside = 'flush' in verbs ? ['INSERT', 'SELECT'] : ['BEGIN', 'COMMIT'];
      const expected = inside.flatMap((statement) => [`${statement} beforeIt`, `${statement} afterIt`]);
      expect([...places]).toEqual(expect.arrayContaining(expected));
    },
  );
});

test('a look that loses its connection is repeated over a new connection', async () => {
  const policies = policiesWithout(queue, []) as QueuePolicies;
  const database = await openPostgres(queueSchemaOf(policies));
  const open: PostgresConnection[] = [];
  const connect = async (): Promise<PostgresConnection> => {
    const connection = await database.connect();
    open.push(connection);
    return connection;
  };
  const system = await startQueue(openPostgresQueueStore({ ...database, connect }), policies, queueWorldOf(scope));
  await system.perform(submit);
  const before = await system.view();
  const other = await database.connect();
  for (const { processId } of open) await other.all('SELECT pg_terminate_backend(:processId, 10000)', { processId });
  expect(await system.view()).toEqual(before);
  expect(open.filter(({ isLost }) => isLost).length).toBeGreaterThan(0);
  await system.close();
});

/** Runs in which connections are cut at random, and the tables are read now and then. */
const cutRuns = fc.array(fc.record({ number: fc.nat(), isCut: fc.nat(2), isLooked: fc.nat(3) }), {
  minLength: 8,
  maxLength: 16,
});

test('in random runs the set of states is never empty, and sometimes has several', async () => {
  const sizes = new Map<number, number>();
  const property = fc.asyncProperty(cutRuns, async (picks) => {
    await run({}, async (lockstep, model) => {
      for (const { number, isCut, isLooked } of picks) {
        const command = pick(model, lockstep.possible, number, isCut === 0);
        await lockstep.performUnseen(command);
        sizes.set(lockstep.possible.length, (sizes.get(lockstep.possible.length) ?? 0) + 1);
        if (isLooked === 0) await lockstep.look();
      }
      await lockstep.recover();
    });
  });
  await fc.assert(property, { numRuns: 15, seed: 1, endOnFailure: true });
  expect([...sizes.keys()]).toEqual(expect.arrayContaining([1, 2, 3]));
});

/** One of the commands that are on offer in any of the states; work before everything else. */
function pick(
  model: OpenQueueModel,
  possible: readonly QueueState[],
  number: number,
  isCut: boolean,
): OpenQueueCommand {
  const enabled = possible.flatMap((state) => model.commands(state));
  const wanted = enabled.filter(
    (command) =>
      ('fault' in command ? isCut && command.fault === 'cut' : !isCut) && !/crash|restart|renew/.test(command.type),
  );
  const choice = wanted.length === 0 ? enabled : wanted;
  return choice[number % choice.length] as OpenQueueCommand;
}

describe('a driver that does otherwise than it should leaves no state', () => {
  /** What is found in a run whose commit is cut so. */
  async function found(plant: Plant, at: number, without: readonly string[] = []): Promise<string | null> {
    const cutCommit = { ...commit, fault: 'cut', at } as const;
    const before = without.length === 0 ? [submit, lease] : [submit, lease, apply];
    try {
      await run({ without, plant }, performAll([...before, cutCommit, complete]));
      return null;
    } catch (error) {
      if (!(error instanceof ViolationFound)) throw error;
      return error.violation.name;
    }
  }

  test('COMMIT forgotten: it rolls back, and says that it has committed', async () => {
    const forgets: Plant = (connection) => {
      let isCommit = false;
      return sending(connection, async (text, parameters) => {
        isCommit ||= text.includes('INSERT INTO commits');
        if (text !== 'COMMIT' || !isCommit) return connection.send(text, parameters);
        return { ...(await connection.send('ROLLBACK', {})), command: 'COMMIT' };
      });
    };
    expect(await found(forgets, 18)).toBe('outcome of complete');
  });

  test('hopeful: a cut at COMMIT is reported as committed', async () => {
    expect(await found(hopes, 8)).toBe('outcome of complete');
    // Hoped rightly: nobody can tell.
    expect(await found(hopes, 9)).toBeNull();
  });

  test('committed twice: after a cut the transaction is repeated over a new connection', async () => {
    const repeats: Plant = (connection, reconnect) => {
      const doubled: Pick<PostgresConnection, 'transaction'> = {
        async transaction(work, isolation) {
          try {
            return await connection.transaction(work, isolation);
          } catch (error) {
            if (!(error instanceof ConnectionLost)) throw error;
            const next = await reconnect();
            Object.assign(
              planted,
              sessionOver((text, parameters) => next.send(text, parameters)),
            );
            return planted.transaction(work, isolation);
          }
        },
      };
      const planted = Object.assign(Object.create(connection) as PostgresConnection, doubled);
      return planted;
    };
    expect(await found(repeats, 9, ['commitBoundary'])).toBe('view.commits');
  });
});
