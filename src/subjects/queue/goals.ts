import type { QueueSubject } from './subject-type.ts';

/** Coverage goals of the queue, with the least share of runs by scope. */
export const queueGoals: QueueSubject['coverageGoals'] = [
  {
    name: 'a job is completed',
    share: {
      small: 0.1,
      storm: 0.1,
      intake: 0.1,
      skewed: 0.1,
      boundaries: 0.1,
      resubmits: 0.1,
      medium: 0.1,
      large: 0.1,
    },
    isReachedBy: ({ outcome }) => outcome.type === 'completed',
  },
  {
    name: 'a job is leased again after its lease ran out',
    share: { small: 0.1, skewed: 0.1, boundaries: 0.05, medium: 0.1, large: 0.1 },
    isReachedBy: ({ before, outcome }) =>
      outcome.type === 'leased' && before.jobs.some(({ id, status }) => id === outcome.job && status === 'running'),
  },
  {
    // The next attempt has to wait for its backoff, so a run of twenty commands has fewer of them.
    name: 'a stale token is refused',
    share: { small: 0.05, skewed: 0.05, medium: 0.02, large: 0.02 },
    isReachedBy: ({ outcome }) => outcome.type === 'stale',
  },
  {
    name: 'a lease that ran out is not renewed',
    share: { skewed: 0.02 },
    isReachedBy: ({ outcome }) => outcome.type === 'leaseEnded',
  },
  {
    name: 'a failed job waits for its next attempt',
    share: { medium: 0.005, large: 0.005 },
    isReachedBy: ({ before, outcome }) =>
      outcome.type === 'noWork' && before.jobs.some(({ status, attempts }) => status === 'queued' && attempts > 0),
  },
  {
    name: 'a job is dead-lettered after its last attempt',
    share: { small: 0.01, storm: 0.1, intake: 0.1, skewed: 0.05 },
    isReachedBy: ({ before, after }) =>
      after.jobs.some(
        ({ id, deadReason }) =>
          deadReason !== null && before.jobs.some((job) => job.id === id && job.deadReason === null),
      ),
  },
  {
    name: 'a dead-lettered job is submitted again',
    share: { storm: 0.01, intake: 0.01, resubmits: 0.05 },
    isReachedBy: ({ outcome }) => outcome.type === 'resubmitted',
  },
  {
    name: 'a retried submit is recognised by its key',
    share: { intake: 0.002, medium: 0.002, large: 0.01 },
    isReachedBy: ({ command, outcome }) =>
      command.type === 'submit' && command.retryOf !== undefined && outcome.type === 'alreadySubmitted',
  },
  {
    name: 'the clock stops just after the end of a lease',
    share: { boundaries: 0.1 },
    isReachedBy: ({ before, command, after }) =>
      command.type === 'tick' &&
      before.leases.some(({ expiresAtMs }) => before.nowMs < expiresAtMs && expiresAtMs === after.nowMs - 1),
  },
  {
    name: 'a job has its third attempt',
    share: { boundaries: 0.005 },
    isReachedBy: ({ after }) => after.jobs.some(({ attempts }) => attempts === 3),
  },
  {
    name: 'a second resubmission of a job is refused',
    share: { resubmits: 0.02 },
    isReachedBy: ({ outcome }) => outcome.type === 'notDeadLettered',
  },
];
