import type { ObservedSystem, ObservedSystemKind } from '../../src/index.ts';
import { observedSystem } from '../../src/index.ts';
import type {
  QueueCommand,
  QueueOutcome,
  QueuePolicies,
  QueueScope,
  QueueSubject,
  QueueTerms,
  QueueView,
} from '../../src/subjects/queue/index.ts';
import { queue } from '../../src/subjects/queue/index.ts';
import type { JobTableOptions } from './job-table.ts';
import { JobTable } from './job-table.ts';

type Kind = ObservedSystemKind<QueueCommand, QueueOutcome, QueueView, QueuePolicies, QueueScope, QueueTerms>;

/** What the table shows, has and promises of a queue. */
const table = {
  name: 'table',
  commands: ['submit', 'lease', 'commit', 'complete', 'reconcile', 'crash', 'restart', 'tick'],
  claims: [
    'commitBoundary',
    'atomicCommit',
    'fencing',
    'reconcile',
    'leaseExpiry',
    'retryBudget',
    'submitKey',
    'storeClock',
    'durableIntake',
  ],
  accepts: { INV_008: 'A job whose third attempt was not ended in time stays taken for ever.' },
  terms: { leaseMs: 5_000 },
  // A job is done with its commit: the table has no state in between.
  observe: ({ jobs, commits }) =>
    Object.fromEntries(
      jobs.map(({ key, id, status }) => {
        const isDone = commits.some(({ job }) => job === id);
        return [key, isDone ? 'done' : status === 'queued' ? 'free' : 'taken'];
      }),
    ),
  observeOutcome: (outcome) =>
    outcome.type === 'leased' ? outcome.job : outcome.type === 'submitted' || outcome.type === 'committed',
} satisfies Omit<Kind, 'open'>;

interface TableOptions extends JobTableOptions {
  /** A clock of its own. Default: `tick` moves it. */
  readonly now?: () => number;
}

/** Takes the commands of the queue to the table. What a worker holds, the worker knows. */
export function openTable({ now, ...options }: TableOptions = {}): ObservedSystem<QueueCommand> {
  const jobs = new JobTable(options);
  const held = new Map<string, string>();
  let nowMs = 0;

  function take(command: QueueCommand): string | boolean {
    if (command.type === 'tick') nowMs += command.byMs;
    if (command.type === 'submit') return jobs.add(command.retryOf ?? command.job);
    if (!('worker' in command)) return false;
    const { type, worker } = command;
    const job = held.get(worker) ?? '';
    if (type === 'crash' || type === 'complete') held.delete(worker);
    if (type === 'commit') return jobs.done(worker, job);
    const fetched = type === 'lease' ? jobs.fetch(worker, now?.() ?? nowMs) : null;
    if (fetched !== null) held.set(worker, fetched);
    return fetched ?? false;
  }

  return {
    async perform(command) {
      const answer = take(command);
      const fault = 'fault' in command ? command.fault : undefined;
      if (fault === undefined) return answer;
      // The worker has crashed, or has no answer: a job that it does not know of is not held.
      if ('worker' in command && (fault !== 'replyLost' || command.type === 'lease')) held.delete(command.worker);
      return false;
    },
    view: async () => jobs.states(),
    close: async () => jobs.close(),
  };
}

/** What the table shows, for a system that is opened in another way. */
export function queueOnTable(kind: Partial<Kind> & Pick<Kind, 'open'>): QueueSubject {
  return { ...queue, systems: [observedSystem({ ...table, ...kind })] };
}

/** The queue, on the table. */
export function queueOn(options: TableOptions = {}, change: Partial<Kind> = {}): QueueSubject {
  return queueOnTable({ open: async () => openTable(options), ...change });
}
