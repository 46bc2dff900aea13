/** A finding that is known, with the place where it is described. */
export interface KnownFinding {
  readonly library: string;
  readonly promise: string;
  /** The systems that show it. */
  readonly systems: RegExp;
  readonly says: string;
  readonly url: string;
}

export const knownFindings: readonly KnownFinding[] = [
  {
    library: 'bullmq',
    promise: 'budget',
    systems: /^bullmq(?:-postgres)?-fetched$/,
    says: '`getNextJob` hands out a job that has stalled more often than `maxStalledCount` allows: only the processor of a worker fails such a job.',
    url: 'https://github.com/taskforcesh/bullmq/issues/3911',
  },
  {
    library: 'pg-boss',
    promise: 'groupHeld',
    systems: /^pg-boss-groups$/,
    says: 'Two fetches at the same time hand out two jobs of a group that `groupConcurrency` limits to one.',
    url: 'https://github.com/timgit/pg-boss/pull/845',
  },
];

/** The description of a finding; `undefined`: it is not known. */
export function knownFor(finding: {
  readonly library: string;
  readonly system: string;
  readonly promise: string;
}): KnownFinding | undefined {
  return knownFindings.find(
    ({ library, promise, systems }) =>
      library === finding.library && promise === finding.promise && systems.test(finding.system),
  );
}
