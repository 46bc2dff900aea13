import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Holding, QueueLimits, QueuePolicies } from '../../src/alphabets/queue.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { createManualClock } from '../../src/real/clock.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresSession } from '../../src/real/database/postgres.ts';
import { sessionOver } from '../../src/real/database/postgres.ts';
import { createFailpoints } from '../../src/real/failpoints.ts';
import { prepareCommit } from '../../src/real/queue/postgres/commit.ts';
import { prepareComplete } from '../../src/real/queue/postgres/complete.ts';
import type { QueueContext } from '../../src/real/queue/postgres/context.ts';
import { prepareFail } from '../../src/real/queue/postgres/fail.ts';
import { prepareFlush } from '../../src/real/queue/postgres/flush.ts';
import { prepareLease } from '../../src/real/queue/postgres/lease.ts';
import { prepareReconcile } from '../../src/real/queue/postgres/reconcile.ts';
import { prepareRenew } from '../../src/real/queue/postgres/renew.ts';
import { prepareResubmit } from '../../src/real/queue/postgres/resubmit.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { prepareSubmit } from '../../src/real/queue/postgres/submit.ts';
import { prepareQueueView } from '../../src/real/queue/postgres/view.ts';
import { leaseMs } from '../../src/real/queue/rules.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import type { InterleavedStep, Program, Sessions } from '../race/interleave.ts';
import { everyInterleaving, interleave, openSessions } from '../race/interleave.ts';
import { plainLimits } from './worlds.ts';

const policies = allPolicies(queue) as QueuePolicies;

/** One verb of the queue, as one client asks for it. */
type Ask = (context: QueueContext) => Promise<unknown>;

let clock = createManualClock();
let limits: QueueLimits = plainLimits;
const lease =
  (worker: string): Ask =>
  (context) =>
    prepareLease(context)(worker);
const submit =
  (job: string, key = job): Ask =>
  (context) =>
    prepareSubmit(context)(job, key);
const flush =
  (...jobs: readonly string[]): Ask =>
  (context) =>
    prepareFlush(context)(jobs.map((id) => ({ id, key: id })));
const resubmit =
  (job: string): Ask =>
  (context) =>
    prepareResubmit(context)(job, 'j1');
const reconcile: Ask = (context) => prepareReconcile(context)();
const holding = (token: number): Holding => ({
  job: 'j1',
  execution: token,
  token,
  hasApplied: false,
  hasCommitted: false,
});
const commit =
  (token: number): Ask =>
  (context) =>
    prepareCommit(context)(holding(token));
const complete =
  (token: number): Ask =>
  (context) =>
    prepareComplete(context)(holding(token));
const fail =
  (token: number): Ask =>
  (context) =>
    prepareFail(context)(holding(token));
const renew =
  (token: number): Ask =>
  (context) =>
    prepareRenew(context)(holding(token));
const wait: Ask = async () => clock.advance(leaseMs);

interface Meeting {
  readonly says: string;
  /** What has happened before the two meet. */
  readonly after: readonly Ask[];
  readonly verbs: readonly [Ask, Ask];
  /** How far the retry budget goes; there is none where it is not said. */
  readonly limits?: QueueLimits;
  /** The second may be told that there is no work while the first is at the only job: it does not wait to see. */
  readonly mayPassOver?: true;
}

const leased = [submit('j1'), lease('w1')];
const lastAttempt = [submit('j1'), lease('w1'), wait, lease('w1'), wait, lease('w1')];
const meetings: readonly Meeting[] = [
  { says: 'two submit the same job', after: [], verbs: [submit('j1'), submit('j1')] },
  { says: 'two ask for the same thing under different ids', after: [], verbs: [submit('j1'), submit('j2', 'j1')] },
  { says: 'two write down the same jobs', after: [], verbs: [flush('j1', 'j2'), flush('j1', 'j2')] },
  {
    says: 'one writes jobs down, and another submits one of them',
    after: [],
    verbs: [flush('j1', 'j2'), submit('j2')],
  },
  {
    says: 'two submit again what was put aside',
    after: [...lastAttempt, fail(3)],
    verbs: [resubmit('j2'), resubmit('j3')],
  },
  {
    says: 'one submits again what was put aside, and another takes the id',
    after: [...lastAttempt, fail(3)],
    verbs: [resubmit('j2'), submit('j2')],
  },
  { says: 'two lease, and there is one job', after: [submit('j1')], verbs: [lease('w1'), lease('w2')] },
  {
    says: 'two lease, and the lease of the one job has run out',
    after: [...leased, wait],
    verbs: [lease('w2'), lease('w3')],
  },
  {
    says: 'two lease, there are two jobs, and one may be in flight',
    after: [submit('j1'), submit('j2')],
    verbs: [lease('w1'), lease('w2')],
    limits: { ...plainLimits, inFlight: 1 },
  },
  {
    says: 'two lease, two jobs have run out and waited, and the bucket has one retry',
    after: [submit('j1'), submit('j2'), lease('w1'), lease('w2'), wait, wait],
    verbs: [lease('w1'), lease('w2')],
    limits: { ...plainLimits, retries: 1 },
  },
  { says: 'one commits late, and another leases', after: [...leased, wait], verbs: [commit(1), lease('w2')] },
  { says: 'one renews late, and another leases', after: [...leased, wait], verbs: [renew(1), lease('w2')] },
  {
    says: 'one gives back late, and another leases',
    after: [...leased, wait],
    verbs: [fail(1), lease('w2')],
    mayPassOver: true,
  },
  {
    says: 'one renews late, and its last attempt is given up',
    after: [...lastAttempt, wait],
    verbs: [renew(3), lease('w2')],
  },
  {
    says: 'one commits late, and its last attempt is given up',
    after: [...lastAttempt, wait],
    verbs: [commit(3), lease('w2')],
  },
  { says: 'a commit is asked for twice', after: leased, verbs: [commit(1), commit(1)] },
  { says: 'two attempts commit', after: [...leased, wait, lease('w2')], verbs: [commit(1), commit(2)] },
  { says: 'one gives back a job that it still commits', after: leased, verbs: [commit(1), fail(1)] },
  { says: 'one completes a job that it still commits', after: leased, verbs: [commit(1), complete(1)] },
  {
    says: 'one completes, and the reconciler is at it',
    after: [...leased, commit(1)],
    verbs: [complete(1), reconcile],
  },
  { says: 'one commits, and the reconciler is at it', after: leased, verbs: [commit(1), reconcile] },
  { says: 'the reconciler is there twice', after: [...leased, commit(1)], verbs: [reconcile, reconcile] },
  {
    says: 'one completes late, and another leases',
    after: [...leased, commit(1), wait],
    verbs: [complete(1), lease('w2')],
  },
];

let database: PostgresDatabase;
let sessions: Sessions;

afterEach(() => {
  limits = plainLimits;
});

beforeAll(async () => {
  database = await openPostgres(`${queueSchemaOf(policies)} -- used by two at once`);
  sessions = await openSessions(database, 2);
});

afterAll(async () => {
  await sessions.close();
  await database.close();
});

function over(session: PostgresSession, onDone: () => void = () => undefined): QueueContext {
  const reach = (name: string): void => {
    if (name.endsWith('.after')) onDone();
  };
  return { session, policies, limits, clock, failpoints: { ...createFailpoints().for('w1'), reach } };
}

async function arrange(after: readonly Ask[]): Promise<void> {
  clock = createManualClock();
  await sessions.control.script(database.reset);
  for (const ask of after) await ask(over(sessions.control));
}

/** What both are told, and what the tables are then. */
async function result(endings: readonly unknown[]): Promise<string> {
  return JSON.stringify({ endings, tables: await prepareQueueView(sessions.control)() });
}

/** A program, and after how many of its statements each of its durable steps was done. */
function traced(ask: Ask): { program: Program<unknown>; doneAfter(): readonly number[] } {
  let doneAfter: number[] = [];
  return {
    doneAfter: () => doneAfter,
    program(session) {
      let sent = 0;
      doneAfter = [];
      const counting = sessionOver((text, parameters) => {
        if (!text.startsWith('BEGIN')) sent += 1;
        return session.send(text, parameters);
      });
      return ask(over(counting, () => doneAfter.push(sent)));
    },
  };
}

/** Whether no durable step has a statement of another between its own. */
function isOneAfterTheOther(steps: readonly InterleavedStep[], doneAfter: readonly (readonly number[])[]): boolean {
  const sent = doneAfter.map(() => 0);
  const owners = steps.map(({ session }) => {
    const count = sent[session] ?? 0;
    sent[session] = count + 1;
    return `${session}.${doneAfter[session]?.findIndex((until) => count < until)}`;
  });
  const turns = owners.filter((owner, index) => owner !== owners[index - 1]);
  return new Set(turns).size === turns.length;
}

test.each(meetings)(
  '$says: every interleaving ends as some order of their durable steps does',
  async ({ after, verbs, limits: ofMeeting = plainLimits, mayPassOver = false }) => {
    limits = ofMeeting;
    const reset = (): Promise<void> => arrange(after);
    const both = verbs.map(traced);
    const programs = both.map(({ program }) => program);
    const inTurn = new Set<string>();
    const all = new Map<string, readonly InterleavedStep[]>();
    if (mayPassOver) {
      const { endings } = await interleave(sessions, programs.slice(0, 1), [], { reset });
      inTurn.add(await result([...endings, { type: 'returned', result: { type: 'noWork' } }]));
    }
    for await (const { steps, endings } of everyInterleaving(sessions, programs, { reset })) {
      const ended = await result(endings);
      all.set(ended, steps);
      const doneAfter = both.map((one) => one.doneAfter());
      if (isOneAfterTheOther(steps, doneAfter)) inTurn.add(ended);
    }
    expect(all.size).toBeGreaterThan(0);
    const strange = [...all].filter(([ended]) => !inTurn.has(ended));
    const differences = strange.map(([ended, steps]) => {
      return `${ended} after ${steps.map(({ session, answer }) => `${session} ${answer}`).join(', ')}`;
    });
    expect(differences).toEqual([]);
  },
);

test.each<{ says: string; after: readonly Ask[]; verb: Ask; cuts: number }>([
  { says: 'a submit', after: [], verb: submit('j1'), cuts: 1 },
  { says: 'a writing down', after: [], verb: flush('j1', 'j2'), cuts: 1 },
  { says: 'a lease', after: [submit('j1')], verb: lease('w1'), cuts: 4 },
  { says: 'a lease that gives up on a job', after: [...lastAttempt, wait], verb: lease('w2'), cuts: 6 },
  { says: 'a renewal', after: leased, verb: renew(1), cuts: 1 },
  { says: 'a commit', after: leased, verb: commit(1), cuts: 4 },
  { says: 'a late commit', after: [...leased, wait, lease('w2'), commit(2)], verb: commit(1), cuts: 4 },
  { says: 'a completion', after: [...leased, commit(1)], verb: complete(1), cuts: 1 },
  { says: 'a job given back', after: leased, verb: fail(1), cuts: 3 },
  { says: 'a job submitted again', after: [...lastAttempt, fail(3)], verb: resubmit('j2'), cuts: 3 },
  { says: 'a reconciliation', after: [...leased, commit(1)], verb: reconcile, cuts: 1 },
])(
  '$says, cut off before any of $cuts statements, has done whole durable steps only',
  async ({ after, verb, cuts }) => {
    const { program, doneAfter } = traced(verb);
    await arrange(after);
    /** By how many durable steps are done, what the tables are. */
    const tables = [await result([])];
    for (let statement = 0; statement <= cuts; statement += 1) {
      const reset = (): Promise<void> => arrange(after);
      const { endings } = await interleave(sessions, [program], [], { reset, cutOff: { session: 0, statement } });
      expect(endings[0]?.type).toBe(statement < cuts ? 'connectionLost' : 'returned');
      if (statement === cuts) break;
      const left = await result([]);
      tables[doneAfter().length] ??= left;
      expect(left).toBe(tables[doneAfter().length]);
    }
  },
);

test('two concurrent leases never wait for each other, and get one job each of two', async () => {
  const programs = [lease('w1'), lease('w2')].map((ask) => traced(ask).program);
  const reset = (): Promise<void> => arrange([submit('j1'), submit('j2')]);
  for await (const { steps, endings } of everyInterleaving(sessions, programs, { reset })) {
    expect(steps.filter(({ answer }) => answer !== 'done')).toEqual([]);
    const jobs = endings.map((ending) => (ending.type === 'returned' ? (ending.result as { job?: string }).job : null));
    expect(new Set(jobs)).toEqual(new Set(['j1', 'j2']));
  }
});
