import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { LibraryBug } from '../library-bug.ts';
import { bugsIn } from '../library-bug.ts';

export type LeaseQueueBug = LibraryBug<LeaseQueueTerms>;

const bug = bugsIn<LeaseQueueTerms>('lease-queue', 'src/real/lease-queue/memory.ts');

const atOnce = { waitMs: 0, waitAtMostMs: 0 };

/** Bugs of leases: who holds a job, and until when. */
const ofLeases: readonly LeaseQueueBug[] = [
  bug('a fetch also hands out what is held', 'missing condition', 'exclusive', [
    "job.status !== 'waiting' || nowMs",
    "(job.status !== 'waiting' && job.status !== 'held') || nowMs",
  ]),
  bug('maintenance takes back every held job', 'missing condition', 'shownHeld', [
    "job.status !== 'held' || nowMs < job.leasedUntilMs",
    "job.status !== 'held'",
  ]),
  bug('a lease is still live at the instant of its end', 'fencepost', 'progress', [
    "job.status !== 'held' || nowMs < job.leasedUntilMs",
    "job.status !== 'held' || nowMs <= job.leasedUntilMs",
  ]),
  bug('maintenance stops at the first job that is not held', 'half a batch', 'progress', [
    'nowMs < job.leasedUntilMs) continue;',
    'nowMs < job.leasedUntilMs) break;',
  ]),
  bug('a lease is extended from its end, not from now', 'wrong column', 'progress', [
    'job.leasedUntilMs = nowMs + terms.leaseMs;\n      return',
    'job.leasedUntilMs += terms.leaseMs;\n      return',
  ]),
  bug('an extension is accepted, and extends nothing', 'early acknowledgement', 'shownHeld', [
    'job.leasedUntilMs = nowMs + terms.leaseMs;\n      return',
    'return',
  ]),
  bug('the clock counts seconds', 'wrong unit', 'progress', ['nowMs += ms;', 'nowMs += ms / 1000;']),
];

/** Bugs of reports: whose word counts, and what comes of it. */
const ofReports: readonly LeaseQueueBug[] = [
  bug('the report of a stale worker counts', 'missing condition', 'shownHeld', [
    'return job.lease === lease && nowMs < job.leasedUntilMs;',
    'return lease <= job.lease;',
  ]),
  bug('each lease of a job has the same number', 'wrong default', 'shownHeld', ['job.lease += 1;', 'job.lease = 1;']),
  bug('a completion is accepted, and not written down', 'early acknowledgement', 'shownEnded', [
    "end(job, 'done');\n",
    '',
  ]),
  bug('a completed job waits once more', 'wrong column', 'shownEnded', [
    "end(job, 'done');",
    "job.status = 'waiting';",
  ]),
  bug('a completion is refused after an extension', 'forgotten reset', 'word', [
    'return job.lease === lease && nowMs < job.leasedUntilMs;',
    'return job.lease === lease && nowMs < job.leasedUntilMs && job.leasedUntilMs % terms.leaseMs === 0;',
  ]),
  bug('a late report throws', 'missing condition', 'answers', [
    'return job !== undefined && isHeldBy(job, handle) ? job : undefined;',
    "if (job?.status === 'held' && !isHeldBy(job, handle)) throw new Error('not the holder');\n    return job !== undefined && isHeldBy(job, handle) ? job : undefined;",
  ]),
];

/** Bugs of attempts and waits. */
const ofAttempts: readonly LeaseQueueBug[] = [
  bug('a failure is not counted', 'forgotten reset', 'budget', ['job.failures += 1;\n', ''], atOnce),
  bug('a lease that runs out is not counted', 'forgotten reset', 'shownWaiting', ['job.lapses += 1;\n', ''], {
    attempts: 2,
  }),
  bug('a job has one try too many', 'fencepost', 'budget', ['>= terms.attempts', '> terms.attempts'], atOnce),
  bug('a job has one try too few', 'fencepost', 'keepsTrying', ['>= terms.attempts', '>= terms.attempts - 1'], atOnce),
  bug(
    'a stalled job has one lease too many',
    'fencepost',
    'budget',
    ['lapses > terms.stallLimit', 'lapses > terms.stallLimit + 1'],
    {
      stallLimit: 1,
    },
  ),
  bug('a job that failed is retried at once', 'missing condition', 'waits', [
    'retry(job, waitMs(triesOf(job)));',
    'retry(job, 0);',
  ]),
  bug('the second wait is as long as the first', 'wrong default', 'waits', ['terms.waitGrowth **', '1 **'], {
    attempts: 4,
  }),
  bug('the first wait is as long as the second', 'fencepost', 'progress', [
    'Math.max(0, tries - 1)',
    'Math.max(0, tries)',
  ]),
  bug(
    'the longest wait is forgotten',
    'missing condition',
    'progress',
    [
      'Math.min(terms.longestWaitMs, terms.waitMs * terms.waitGrowth ** Math.max(0, tries - 1))',
      'terms.waitMs * terms.waitGrowth ** Math.max(0, tries - 1)',
    ],
    { attempts: 4, longestWaitMs: 20_000 },
  ),
  bug(
    'a job whose lease ran out does not wait',
    'missing condition',
    'waits',
    ['terms.lapsedWaits ? waitMs(triesOf(job)) : 0', '0'],
    { lapsedWaits: true },
  ),
  bug(
    'a job that waits after its lease is taken back a lease later',
    'fencepost',
    'progress',
    [
      "job.status !== 'held' || nowMs < job.leasedUntilMs",
      "job.status !== 'held' || nowMs < job.leasedUntilMs + terms.leaseMs",
    ],
    { lapsedWaits: true },
  ),
  bug('a job that has failed too often stays locked', 'forgotten reset', 'unlocks', [
    "? 'dead' : 'waiting'",
    "? 'held' : 'waiting'",
  ]),
  bug('a job that failed stays locked', 'forgotten reset', 'shownFree', ["? 'dead' : 'waiting'", "? 'dead' : 'held'"]),
  bug('a job whose lease ran out counts as done', 'wrong default', 'shownDone', [
    'retry(job, terms.lapsedWaits ? waitMs(triesOf(job)) : 0);',
    "job.status = 'done';",
  ]),
  bug('a dead job is deleted', 'too much cleaned up', 'shownEnded', ["? 'dead' : 'waiting'", "? 'gone' : 'waiting'"]),
];

/** Bugs of keys and groups. */
const ofKeys: readonly LeaseQueueBug[] = [
  bug(
    'a held job does not keep out its key',
    'missing condition',
    'unique',
    ["status === 'waiting' || status === 'held'", "status === 'waiting'"],
    { keys: 'live' },
  ),
  bug(
    'a job that has ended keeps out its key',
    'forgotten reset',
    'accepts',
    ["same.some(({ status }) => status === 'waiting' || status === 'held')", 'same.length > 0'],
    { keys: 'live' },
  ),
  bug(
    'a dead job keeps out its key',
    'forgotten reset',
    'accepts',
    ["status === 'waiting' || status === 'held'", "status === 'waiting' || status === 'held' || status === 'dead'"],
    { keys: 'live', attempts: 1 },
  ),
  bug(
    'a duplicate is refused, and stored',
    'early acknowledgement',
    'shownRefused',
    [
      'if (isDuplicate(key)) return false;',
      'if (isDuplicate(key)) {\n        add(job, key, group);\n        return false;\n      }',
    ],
    { keys: 'waiting' },
  ),
  bug(
    'a refused duplicate takes the place of the other job',
    'too much cleaned up',
    'shownRefused',
    [
      'if (isDuplicate(key)) return false;',
      'if (isDuplicate(key)) {\n        jobs = jobs.filter((one) => one.key !== key);\n        add(job, key, group);\n        return false;\n      }',
    ],
    { keys: 'live' },
  ),
  bug(
    'a job whose key was used is accepted, and lost',
    'early acknowledgement',
    'kept',
    ['add(job, key, group);', 'if (key === null || !jobs.some((one) => one.key === key)) add(job, key, group);'],
    { keys: 'live' },
  ),
  bug(
    'a retried job does not heed its key',
    'missing condition',
    'keyHeld',
    ['isHeldAlone && job.key', 'isHeldAlone && job.lease === 0 && job.key'],
    { keys: 'active' },
  ),
  bug('a group has one job too many', 'fencepost', 'groupHeld', ['inGroup >= terms', 'inGroup > terms'], {
    groupLimit: 1,
  }),
  bug(
    'a group also counts what waits',
    'wrong column',
    'progress',
    [
      'const inGroup = held.filter(',
      "const inGroup = jobs.filter((one) => one !== job && one.status !== 'done').filter(",
    ],
    { groupLimit: 1 },
  ),
];

/** Bugs of what is handed out, of children, and of removal. */
const ofWork: readonly LeaseQueueBug[] = [
  bug('a job that waits for its time keeps all behind it', 'half a batch', 'progress', [
    'isKept(job)) continue;',
    'isKept(job)) {\n          if (nowMs < job.dueMs) break;\n          continue;\n        }',
  ]),
  bug('a fetch hands out one job alone', 'half a batch', 'progress', ['handed.length === upTo', 'handed.length === 1']),
  bug('a fetch hands out one job too many', 'fencepost', 'batch', ['handed.length === upTo', 'handed.length > upTo']),
  bug('a fetch also hands out what is done', 'missing condition', 'ended', [
    "job.status !== 'waiting' || nowMs",
    "(job.status !== 'waiting' && job.status !== 'done') || nowMs",
  ]),
  bug('a retried job is handed out under the name of another', 'wrong column', 'submitted', [
    'handed.push({ job: job.name,',
    "handed.push({ job: job.lease > 1 ? 'j2' : job.name,",
  ]),
  bug('the youngest job is handed out first', 'wrong order', 'order', ['jobs.push({', 'jobs.unshift({'], {
    order: 'submitted',
  }),
  bug('a parent does not wait for its child', 'missing condition', 'childFirst', ['job.child = child;\n', '']),
  bug('a parent waits for a child that is done', 'forgotten reset', 'finishes', ["child.status !== 'done' && ", '']),
  bug('a held job is removed', 'missing condition', 'keepsHeld', ['(isHeld && !terms.removesHeld)', 'false']),
  bug('a removal is accepted, and not written down', 'early acknowledgement', 'shownEnded', [
    "end(job, 'gone');\n",
    '',
  ]),
  bug('a job that was tried once is not removed', 'wrong default', 'removes', [
    "job.status === 'gone'",
    "job.status === 'gone' || (job.status === 'waiting' && job.lease > 0)",
  ]),
];

/** Bugs of jobs that come in turn, and of leases that need no pass of maintenance. */
const ofTurns: readonly LeaseQueueBug[] = [
  bug(
    'a job that would wait after its lease is never taken back',
    'missing condition',
    'progress',
    ['if (terms.passes === 0) takeBack();', 'if (terms.passes === 0 && !terms.lapsedWaits) takeBack();'],
    { passes: 0, lapsedWaits: true },
  ),
  bug(
    'a dead job of a key keeps no later one out',
    'missing condition',
    'inTurn',
    ["other.status === 'held' || other.status === 'dead'", "other.status === 'held'"],
    { keys: 'inTurn', attempts: 1 },
  ),
  bug(
    'a job of a key passes the one that waits for its retry',
    'missing condition',
    'inTurn',
    [
      "other.status === 'waiting' && (isEarlier || other.lease > 0)",
      "other.status === 'waiting' && isEarlier && nowMs >= other.dueMs",
    ],
    { keys: 'inTurn' },
  ),
  bug(
    'a job that was done keeps the later ones of its key out',
    'wrong column',
    'progress',
    ["other.status === 'held' || other.status === 'dead'", "other.status !== 'waiting' && other.status !== 'gone'"],
    { keys: 'inTurn' },
  ),
];

/** Bugs of keys by which a new job replaces others, and of keys of jobs that are kept. */
const ofReplacement: readonly LeaseQueueBug[] = [
  bug(
    'a new job leaves the job of its key that it replaces',
    'forgotten reset',
    'shownEnded',
    ["if (job.status === 'waiting') job.status = 'gone';", ''],
    { keys: 'replaced' },
  ),
  bug(
    'a held job that is replaced is tried once more',
    'forgotten reset',
    'shownEnded',
    ['job.isLastTry = true;', ''],
    {
      keys: 'replaced',
    },
  ),
  bug(
    'a held job is replaced, and lost',
    'missing condition',
    'shownHeld',
    ["if (job.status === 'waiting') job.status = 'gone';", "job.status = 'gone';"],
    { keys: 'replaced' },
  ),
  bug(
    'a dead job that is kept does not keep out its key',
    'missing condition',
    'unique',
    ["terms.keys === 'stored' && same", 'false && same'],
    { keys: 'stored', attempts: 1 },
  ),
];

/** Every planted bug of a lease queue. */
export const leaseQueueBugs: readonly LeaseQueueBug[] = [
  ...ofLeases,
  ...ofReports,
  ...ofAttempts,
  ...ofKeys,
  ...ofWork,
  ...ofTurns,
  ...ofReplacement,
];
