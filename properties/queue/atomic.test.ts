import { describe, expect, test } from 'vitest';
import type { QueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import { runToViolation } from '../../src/check/run.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { databases } from './databases.ts';
import { plainLimits } from './worlds.ts';

const policies = allPolicies(queue) as QueuePolicies;
const submitted: QueueCommand[] = [{ type: 'submit', job: 'j1' }];
const leased: QueueCommand[] = [...submitted, { type: 'lease', worker: 'w1' }];
const committed: QueueCommand[] = [...leased, { type: 'commit', worker: 'w1' }];

const failed: QueueCommand[] = [1, 2, 3].reduce<QueueCommand[]>(
  (commands) => [...commands, { type: 'lease', worker: 'w1' }, { type: 'fail', worker: 'w1' }],
  submitted,
);

/** Each verb that writes more than once, and the last of its writes, at which the database is made to give up. */
const verbs: {
  verb: QueueCommand;
  after: QueueCommand[];
  lastWrite: string;
  /** Which row it is, where it writes several there. */
  ofRow?: string;
  without?: keyof QueuePolicies;
}[] = [
  { verb: { type: 'lease', worker: 'w1' }, after: submitted, lastWrite: 'INSERT ON leases' },
  { verb: { type: 'commit', worker: 'w1' }, after: leased, lastWrite: 'INSERT ON credits' },
  { verb: { type: 'complete', worker: 'w1' }, after: committed, lastWrite: 'DELETE ON leases' },
  { verb: { type: 'fail', worker: 'w1' }, after: leased, lastWrite: 'DELETE ON leases' },
  { verb: { type: 'resubmit', job: 'j2', of: 'j1' }, after: failed, lastWrite: 'UPDATE ON jobs' },
  { verb: { type: 'reconcile' }, after: committed, lastWrite: 'DELETE ON leases' },
  {
    verb: { type: 'flush' },
    after: [...submitted, { type: 'submit', job: 'j2' }],
    lastWrite: 'INSERT ON jobs',
    ofRow: "WHEN (NEW.id = 'j2')",
    without: 'durableIntake',
  },
];

/** Makes every such write fail, and lets it be again. */
const sabotage = {
  sqlite: (write: string, ofRow: string) => ({
    begin: `CREATE TRIGGER disk_full BEFORE ${write} FOR EACH ROW ${ofRow} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    end: 'DROP TRIGGER disk_full',
  }),
  postgres: (write: string, ofRow: string) => ({
    begin: `
      CREATE FUNCTION disk_full() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
      CREATE TRIGGER disk_full BEFORE ${write} FOR EACH ROW ${ofRow} EXECUTE FUNCTION disk_full()`,
    end: 'DROP FUNCTION disk_full CASCADE',
  }),
};

describe.each(databases)('on $name', ({ name, open }) => {
  test.each(verbs)(
    '$verb.type is atomic: it leaves nothing when its $lastWrite fails',
    async ({ verb, after, lastWrite, ofRow = '', without }) => {
      const database = await open(without === undefined ? policies : { ...policies, [without]: false }, lastWrite);
      const system = await database.startQueue({ workers: ['w1'], limits: plainLimits });
      const { begin, end } = sabotage[name](lastWrite, ofRow);
      try {
        for (const command of after) await system.perform(command);
        const before = structuredClone(await system.view());
        await database.exec(begin);
        await expect(system.perform(verb)).rejects.toThrow('the disk is full');
        expect(await system.view()).toEqual(before);
        await database.exec(end);
        await system.perform(verb);
        expect(await system.view()).not.toEqual(before);
      } finally {
        await system.close();
      }
    },
  );
});

test.each(queue.systems)(
  'on $name reconcile finishes every job that is committed, however many',
  async ({ name: system }) => {
    const names = [1, 2, 3, 4];
    const commands: QueueCommand[] = names.flatMap((name): QueueCommand[] => [
      { type: 'submit', job: `j${name}` },
      { type: 'lease', worker: `w${name}` },
      { type: 'commit', worker: `w${name}`, fault: 'crashAfter' },
    ]);
    const scope = { workers: 4, jobs: 4, faults: 4, attempts: 3, inFlight: 0, retries: 0 };
    const outcomes: unknown[] = [];
    expect(
      await runToViolation(setUp(queue, { system, policies, scope }), [...commands, { type: 'reconcile' }], {
        observe: ({ outcome }) => outcomes.push(outcome),
      }),
    ).toBeNull();
    expect(outcomes.at(-1)).toEqual({ type: 'reconciled', jobs: ['j1', 'j2', 'j3', 'j4'] });
  },
);

test.each(queue.systems)(
  'on $name a job given back or failed for good is no longer its worker’s',
  async ({ name: system }) => {
    const scope = { workers: 1, jobs: 1, faults: 9, attempts: 3, inFlight: 0, retries: 0 };
    const giveUp: QueueCommand[] = [
      { type: 'lease', worker: 'w1' },
      { type: 'fail', worker: 'w1' },
    ];
    const lost: QueueCommand[] = [
      { type: 'lease', worker: 'w1' },
      { type: 'fail', worker: 'w1', fault: 'replyLost' },
      { type: 'commit', worker: 'w1' },
    ];
    for (const commands of [
      [...submitted, ...lost],
      [...submitted, ...giveUp, ...giveUp, ...lost],
    ]) {
      const outcomes: string[] = [];
      const pair = setUp(queue, { system, policies, scope });
      expect(
        await runToViolation(pair, commands, { observe: ({ outcome }) => outcomes.push(outcome.type) }),
      ).toBeNull();
      expect(outcomes.at(-1)).toBe('stale');
    }
  },
);

test('every fault is enabled for every verb whose reply a worker would learn from', () => {
  const model = queue.model(policies, { workers: 1, jobs: 1, faults: 9, attempts: 3, inFlight: 0, retries: 0 });
  const held = {
    ...model.initial,
    jobs: [
      {
        id: 'j1',
        key: 'j1',
        status: 'running' as const,
        attempts: 1,
        token: 1,
        retryAtMs: 0,
        deadReason: null,
        resubmittedAs: null,
      },
    ],
    leases: [{ execution: 1, job: 'j1', token: 1, expiresAtMs: 30_000 }],
  };
  const holding = { job: 'j1', execution: 1, token: 1, hasApplied: false, hasCommitted: false };
  const faultsWhen = (worker: (typeof held.workers)[string], state: typeof model.initial = held): string[] =>
    model
      .commands({ ...state, workers: { w1: worker } })
      .flatMap((command) =>
        'fault' in command && command.fault !== undefined ? [`${command.type} ${command.fault}`] : [],
      );
  expect(faultsWhen({ isUp: true, holding })).toEqual([
    'renew crashAfter',
    'commit crashAfter',
    'commit replyLost',
    'fail crashAfter',
    'fail replyLost',
  ]);
  expect(faultsWhen({ isUp: true, holding: { ...holding, hasCommitted: true } })).toEqual([
    'renew crashAfter',
    'complete crashAfter',
    'complete replyLost',
  ]);
  expect(faultsWhen({ isUp: true, holding }, { ...held, nowMs: 30_000 })).not.toContain('renew crashAfter');
  const free = {
    ...model.initial,
    jobs: [
      {
        id: 'j1',
        key: 'j1',
        status: 'queued' as const,
        attempts: 0,
        token: 0,
        retryAtMs: 0,
        deadReason: null,
        resubmittedAs: null,
      },
    ],
  };
  expect(faultsWhen({ isUp: true, holding: null }, free)).toEqual(['lease crashAfter', 'lease replyLost']);
  expect(faultsWhen({ isUp: true, holding: { ...holding, token: 0 } })).toEqual([]);
});
