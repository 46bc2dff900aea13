import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { LeaseQueueBug } from './bugs.ts';

/** A race in the lease queue in memory: right for one command after the other. */
export interface LeaseQueueRace extends Pick<LeaseQueueBug, 'name' | 'terms' | 'patch'> {
  /** The promises that a finding may name. */
  readonly breaks: readonly string[];
}

function race(
  name: string,
  breaks: readonly string[],
  [replaces, by]: readonly [string, string],
  terms: Partial<LeaseQueueTerms> = {},
): LeaseQueueRace {
  return { name, breaks, terms, patch: { file: 'src/real/lease-queue/memory.ts', replaces, by } };
}

/** Gives way to other commands for a while: longer or shorter, by what the queue holds. */
const pause = `
      for (let turn = (nowMs / 1_000 + passes * 7 + jobs.length * 3) % 31; turn >= 0; turn -= 1) await Promise.resolve();
`;

/** Other fetches leave a job alone that a fetch has in its hand, as by SKIP LOCKED. */
const pauseWithJob = `job.status = 'dead';${pause}        job.status = 'held';\n`;

/** Each gives way between a look and the change that rests on the look. */
export const leaseQueueRaces: readonly LeaseQueueRace[] = [
  race(
    'a fetch gives way between its look and the lease',
    ['exclusive', 'word'],
    ["        job.status = 'held';", `${pause}        job.status = 'held';`],
  ),
  // An order in which the other job has ended before may come as far as one in which the limit is broken.
  race(
    'a fetch gives way after its look at the limit of a group',
    ['groupHeld', 'ended'],
    ["        job.status = 'held';", pauseWithJob],
    { groupLimit: 1 },
  ),
  race(
    'a fetch gives way after its look at the limit of a key',
    ['keyHeld', 'ended'],
    ["        job.status = 'held';", pauseWithJob],
    { keys: 'active' },
  ),
  race(
    'a submission gives way after its look for duplicates',
    ['unique'],
    ['      add(job, key, group);\n', `${pause}      add(job, key, group);\n`],
    { keys: 'live' },
  ),
  race(
    'a removal gives way after its look at the job',
    ['keepsHeld', 'word'],
    ["      end(job, 'gone');", `${pause}      end(job, 'gone');`],
  ),
  race(
    'maintenance gives way between its look and the return of a job',
    ['ended', 'shownEnded', 'shownHeld', 'exclusive'],
    [
      '      if (terms.passes > 0 && passes % terms.passes === 0) takeBack();',
      `      const late = jobs.filter((job) => job.status === 'held' && nowMs >= job.leasedUntilMs);${pause}
      for (const job of late) {
        job.lapses += 1;
        retry(job, 0);
      }`,
    ],
    { reportedBy: 'anyone' },
  ),
  race(
    'a child is added after its parent waits for it',
    ['childFirst'],
    [
      '      add(child, null, null);\n      job.child = child;',
      `      job.status = 'waiting';${pause}      add(child, null, null);\n      job.child = child;`,
    ],
  ),
];
