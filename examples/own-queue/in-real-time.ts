import type { CheckReport } from '../../src/index.ts';
import { allPolicies, check } from '../../src/index.ts';
import type { QueueCommand, QueuePolicies, QueueSubject, QueueTerms } from '../../src/subjects/queue/index.ts';
import type { JobTableOptions } from './job-table.ts';
import { queueOn } from './subject.ts';

export const scope = { workers: 2, jobs: 2, faults: 2, attempts: 3, inFlight: 0, retries: 0 };

/** The queue on a table with the clock of the machine, and leases so short that a run waits for their end. */
export function queueInRealTime(options: JobTableOptions, terms: Partial<QueueTerms>): QueueSubject {
  return queueOn({ now: Date.now, ...options }, { clock: 'real', terms, atOnce: 40 });
}

export function checkInRealTime(
  options: JobTableOptions,
  { runs, leaseMs = 80, toleranceMs = 30 }: Partial<QueueTerms> & { readonly runs: number },
): Promise<CheckReport<QueueCommand>> {
  const subject = queueInRealTime({ leaseMs, ...options }, { leaseMs, toleranceMs });
  const policies = allPolicies(subject) as QueuePolicies;
  return check(subject, { system: 'table', policies, scope, runs, length: 15, seed: 1 });
}
