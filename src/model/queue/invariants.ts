import type {
  Effect,
  QueueJob,
  QueueCommand,
  QueueOutcome,
  QueueTerms,
  QueueView,
  Submission,
} from '../../alphabets/queue.ts';
import type { Invariant, StateInvariant } from '../../kernel/invariant.ts';
import { firstCommitOf, hasEnded, isLiveLease, liveLeasesOf } from './rules.ts';

type QueueInvariant = Invariant<QueueView, QueueCommand, QueueOutcome>;

/** Hold in every state and across every step. */
export function queueInvariants({ leaseMs }: QueueTerms): readonly QueueInvariant[] {
  return [
    {
      id: 'INV_001',
      says: 'A job’s execution is logically idempotent: however often it is tried, it has at most one effect.',
      holds: (view) => view.jobs.every((job) => effectsOf(view, job.id) <= 1),
    },
    {
      id: 'INV_003',
      says: 'A job has at most one live lease.',
      holds: (view) => view.jobs.every((job) => liveLeasesOf(view, job.id).length <= 1),
    },
    {
      id: 'INV_004',
      says: 'A worker changes a job only under the job’s current token.',
      holdsAcross: (before, command, _outcome, after) => {
        const shown = 'worker' in command ? before.workers[command.worker]?.holding : null;
        if (shown === null || shown === undefined) return true;
        const current = before.jobs.find((job) => job.id === shown.job)?.token ?? 0;
        return shown.token >= current || recordsOf(before, shown.job) === recordsOf(after, shown.job);
      },
    },
    {
      id: 'INV_005',
      says: 'The tokens of a job only grow.',
      violatedWhere: 'a job that fails for good has its token set to zero',
      holdsAcross: (before, _command, _outcome, after) =>
        eachJob(before, after, (was, is) => is.token >= was.token) &&
        grantsBetween(before, after).every((lease) => lease.token > tokenOf(before, lease.job)),
    },
    {
      id: 'INV_006',
      says: 'A job that the store has taken in is never lost, and keeps its place in the order.',
      violatedWhere: 'a new job is put before the older ones',
      holdsAcross: (before, _command, _outcome, after) =>
        before.jobs.every(({ id }, index) => after.jobs[index]?.id === id),
    },
    {
      id: 'INV_007',
      says: 'A job that is done or has failed for good stays so.',
      holdsAcross: (before, _command, _outcome, after) =>
        eachJob(before, after, (was, is) => !hasEnded(was) || is.status === was.status),
    },
    {
      id: 'INV_011',
      says: 'An effect is whole: every debit of an execution has its credit.',
      holds: (view) => view.executions.every(({ id }) => rowsOf(view.effects, id) === rowsOf(view.credits, id)),
    },
    {
      id: 'INV_012',
      says: 'A lease that has run out stays so.',
      holdsAcross: (before, _command, _outcome, after) =>
        before.leases
          .filter((lease) => !isLiveLease(lease, before.nowMs))
          .every((was) => after.leases.every((is) => is.execution !== was.execution || !isLiveLease(is, after.nowMs))),
    },
    {
      id: 'INV_017',
      says: 'A request of a client becomes at most one job, over any number of retries.',
      holds: (view) => new Set(view.jobs.map(({ key }) => key)).size === view.jobs.length,
    },
    {
      id: 'INV_018',
      says: 'A job that has failed for good is kept with the reason.',
      holds: (view) => view.jobs.every((job) => job.status !== 'failed' || job.deadReason !== null),
    },
    {
      id: 'INV_019',
      says: 'A lease is granted and renewed for as long as a lease lasts, by the store’s clock.',
      holdsAcross: (before, _command, _outcome, after) =>
        after.leases.every(({ execution, expiresAtMs }) => {
          const was = before.leases.find((lease) => lease.execution === execution);
          return was?.expiresAtMs === expiresAtMs || expiresAtMs === before.nowMs + leaseMs;
        }),
    },
    {
      id: 'INV_020',
      says: 'An accepted job is never lost: every acknowledged job is in the store, or about to be written there.',
      holdsAcross: (before, command, outcome, after) => {
        const isKept = ({ id, key }: Submission): boolean => before.unacknowledged.includes(key) || isThere(after, id);
        if (command.type === 'submit' && outcome.type === 'submitted' && !isThere(after, command.job)) return false;
        return before.buffered.every(isKept) && before.jobs.every(isKept);
      },
    },
  ];
}

/** Hold once recovery has no command left. */
export const settledQueueInvariants: readonly StateInvariant<QueueView>[] = [
  {
    id: 'INV_002',
    says: 'A partial execution leaves no irreversible damage: no effect is without the commit record of its own execution.',
    holds: (view) =>
      view.effects.every((effect) => view.commits.some((commit) => commit.execution === effect.execution)),
  },
  {
    id: 'INV_008',
    says: 'Every accepted job is done or has failed for good.',
    holds: (view) => view.buffered.length === 0 && view.jobs.every(hasEnded),
  },
  {
    id: 'INV_009',
    says: 'Every committed job is done.',
    holds: (view) => view.jobs.every((job) => job.status === 'done' || firstCommitOf(view, job.id) === undefined),
  },
  {
    id: 'INV_010',
    says: 'A job has as many effects as commit records.',
    holds: (view) =>
      view.jobs.every(
        (job) => effectsOf(view, job.id) === view.commits.filter((commit) => commit.job === job.id).length,
      ),
  },
];

function effectsOf(view: QueueView, job: string): number {
  return view.effects.filter((effect) => effect.job === job).length;
}

function rowsOf(effects: readonly Effect[], execution: number): number {
  return effects.filter((effect) => effect.execution === execution).length;
}

function isThere({ jobs, buffered }: QueueView, job: string): boolean {
  return jobs.some(({ id }) => id === job) || buffered.some(({ id }) => id === job);
}

function tokenOf(view: QueueView, job: string): number {
  return view.jobs.find(({ id }) => id === job)?.token ?? 0;
}

function eachJob(before: QueueView, after: QueueView, holds: (was: QueueJob, is: QueueJob) => boolean): boolean {
  return before.jobs.every((was) => {
    const is = after.jobs.find(({ id }) => id === was.id);
    return is === undefined || holds(was, is);
  });
}

/** The leases that were not there before. */
function grantsBetween(before: QueueView, after: QueueView): QueueView['leases'] {
  return after.leases.filter((lease) => !before.leases.some(({ execution }) => execution === lease.execution));
}

/** All rows of the store about a job, without the note that an attempt was a duplicate. */
function recordsOf(view: QueueView, id: string): string {
  const { jobs, leases, commits, effects, credits } = view;
  return JSON.stringify([
    jobs.filter((job) => job.id === id),
    ...[leases, commits, effects, credits].map((rows) => rows.filter(({ job }) => job === id)),
  ]);
}
