import type { LeaseQueueBug } from './bugs.ts';

/** A change of the lease queue in memory that leaves it right: a choice which the contract leaves to a library. */
export type RightVariant = Pick<LeaseQueueBug, 'name' | 'terms' | 'patch'>;

const file = 'src/real/lease-queue/memory.ts';

function variant(name: string, replaces: string, by: string, terms: RightVariant['terms'] = {}): RightVariant {
  return { name, terms, patch: { file, replaces, by } };
}

/** Choices of a library that no promise rules out. */
export const rightVariants: readonly RightVariant[] = [
  variant(
    'a late report counts until the job is taken back',
    'return job.lease === lease && nowMs < job.leasedUntilMs;',
    'return job.lease === lease;',
  ),
  variant(
    'a late report counts until the job is taken back, where jobs wait after a lease',
    'return job.lease === lease && nowMs < job.leasedUntilMs;',
    'return job.lease === lease;',
    { lapsedWaits: true },
  ),
  variant('the youngest job is handed out first', 'jobs.push({', 'jobs.unshift({'),
  variant('a fetch takes back as well', 'if (terms.passes === 0) takeBack();', 'takeBack();'),
  variant('time alone takes back', 'nowMs += ms;', 'nowMs += ms;\n      takeBack();'),
  variant('a job that has ended is not removed', "job.status === 'gone'", "(!isHeld && job.status !== 'waiting')"),
  variant('done jobs are not kept', "end(job, 'done');", "end(job, 'gone');"),
  variant('dead jobs are not kept', "? 'dead' : 'waiting'", "? 'gone' : 'waiting'", { deadLetters: false }),
  variant(
    'waits are shorter than the longest',
    'retry(job, waitMs(triesOf(job)));',
    'retry(job, waitMs(triesOf(job)) + 5_000);',
    {
      waitAtMostMs: 20_000,
    },
  ),
  variant(
    'maintenance takes back in another order',
    'for (const job of jobs) {\n      if (job.status',
    'for (const job of jobs.toReversed()) {\n      if (job.status',
  ),
  variant('each pass takes back where two may be needed', 'passes % terms.passes === 0', 'passes > 0', { passes: 2 }),
  variant(
    'a completion after the end of another completion is accepted',
    "if (job === undefined) return false;\n      end(job, 'done');",
    "if (job === undefined) return find(handle.name)?.status === 'done';\n      end(job, 'done');",
  ),
];
