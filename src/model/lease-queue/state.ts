import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';

/** How big the world of a lease queue is. */
export type LeaseQueueScope = {
  readonly workers: number;
  readonly jobs: number;
  readonly keys: number;
  readonly groups: number;
  /** How many replies are lost in a run, at most. */
  readonly faults: number;
};

/** `absent`: refused, or not submitted yet. A job that waits for its time or for a child is waiting, too. */
export type KnownStatus = 'absent' | 'waiting' | 'held' | 'done' | 'dead' | 'removed';

/** A number that is known within bounds. */
export interface Bounds {
  least: number;
  most: number;
}

/** The latest lease of a job, until the job has surely come back or ended. */
export interface KnownLease {
  /** `null`: no worker knows of it, since the reply was lost. */
  worker: string | null;
  number: number;
  /** The lease may be over from here on, and is over by there. */
  overFromMs: number;
  overByMs: number;
  /** The passes of maintenance since it is over. */
  passes: number;
  /** Whether the lease was given for sure. */
  isSure: boolean;
  /** Whether a report may have ended it. */
  isReported: boolean;
}

/** What is known of a job. */
export interface KnownJob {
  key: string | null;
  group: string | null;
  /** Every status that the job may have. */
  may: KnownStatus[];
  /** Whether a client has tried to submit the job. */
  isNamed: boolean;
  /** The place in the order of submission, and its instant. */
  place: number;
  submittedMs: number;
  lease: KnownLease | null;
  /** How many leases were given. */
  leases: number;
  fails: Bounds;
  /** Leases that ran out. */
  lapses: Bounds;
  /** The job waits for its time: surely until here, and not after there. */
  dueFromMs: number;
  dueByMs: number;
  /** The job for which this one waits. */
  child: { readonly job: string; readonly isSure: boolean } | null;
}

/** A job in a worker's hand, by its lease. */
export interface Handle {
  readonly job: string;
  readonly number: number;
}

/** What the users of a lease queue know together. */
export interface LeaseQueueState {
  nowMs: number;
  jobs: Record<string, KnownJob>;
  hands: Record<string, Handle[]>;
  /** How many jobs were submitted. */
  submitted: number;
  lostReplies: number;
  /** Since the last time at which anything moved: passes of maintenance, and how many there were at a fetch without a job. */
  lull: { passes: number; askedAt: number | null };
  /** Workers that have crashed, and done no work since. */
  crashed: string[];
}

/** What a contract of a lease queue is made of. */
export interface LeaseQueueWorld {
  readonly terms: LeaseQueueTerms;
  readonly scope: LeaseQueueScope;
}

export function initialState({ scope }: LeaseQueueWorld): LeaseQueueState {
  const unknown = (): KnownJob => ({
    key: null,
    group: null,
    may: ['absent'],
    isNamed: false,
    place: 0,
    submittedMs: 0,
    lease: null,
    leases: 0,
    fails: { least: 0, most: 0 },
    lapses: { least: 0, most: 0 },
    dueFromMs: 0,
    dueByMs: 0,
    child: null,
  });
  return {
    nowMs: 0,
    jobs: Object.fromEntries(numberedNames('j', scope.jobs).map((name) => [name, unknown()])),
    hands: Object.fromEntries(numberedNames('w', scope.workers).map((name) => [name, []])),
    submitted: 0,
    lostReplies: 0,
    lull: { passes: 0, askedAt: null },
    crashed: [],
  };
}
