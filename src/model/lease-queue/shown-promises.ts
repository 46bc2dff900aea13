import type {
  JobShown,
  LeaseQueueAnswer,
  LeaseQueueCommand,
  LeaseQueueShown,
  LeaseQueueTerms,
} from '../../alphabets/lease-queue.ts';
import type { SettledPromise, ShownPromise } from '../../kernel/contract.ts';
import { statusesShown } from './changes.ts';
import { isEnded, isSurely, isUnderLiveLease, mayWaitForEver, mayWaitForTurn } from './facts.ts';
import type { KnownJob, LeaseQueueState, LeaseQueueWorld } from './state.ts';

type Promised = ShownPromise<LeaseQueueState, LeaseQueueCommand, LeaseQueueAnswer, LeaseQueueShown>;

const statements = {
  shownHeld: 'A job under a live lease is shown as held.',
  shownEnded: 'A job that has ended is shown as ended, the way it ended.',
  shownRefused: 'A job that was refused does not exist.',
  kept: 'A job that was accepted and has not ended is not lost.',
  keepsTrying: 'A job is dead only after as many tries as allowed.',
  shownDone: 'A job is done only where a worker has completed it.',
  shownFree: 'A job that no worker holds is not shown as held.',
  shownWaiting: 'A job is shown as waiting only where it waits.',
} as const;

type ShownId = keyof typeof statements;

/** What a lease queue promises about what it shows: each contradiction between answers and looks breaks one promise. */
export function shownPromises({ terms }: LeaseQueueWorld): readonly Promised[] {
  return (Object.entries(statements) as [ShownId, string][]).map(([id, says]) => ({
    id,
    says,
    isEventual: true,
    brokenAsShown(shown, { after }) {
      for (const [name, job] of Object.entries(after.jobs)) {
        if (!job.isNamed) continue;
        const as = shown[name] ?? 'gone';
        if (brokenPromise(after, terms, job, as) === id) return `${name} is shown as ${as}, and is ${wordsFor(job)}.`;
      }
      return null;
    },
  }));
}

/** The promise that a look at a job breaks; `null`: none. */
function brokenPromise(state: LeaseQueueState, terms: LeaseQueueTerms, job: KnownJob, as: JobShown): ShownId | null {
  const statuses = statusesShown(as, terms);
  if (job.may.some((status) => statuses.includes(status))) return null;
  if (isUnderLiveLease(state, terms, job)) return 'shownHeld';
  if (isSurely(job, 'absent')) return 'shownRefused';
  if (isEnded(job)) return 'shownEnded';
  switch (as) {
    case 'gone':
      return 'kept';
    case 'dead':
      return 'keepsTrying';
    case 'done':
      return 'shownDone';
    case 'held':
      return 'shownFree';
    case 'waiting':
      return 'shownWaiting';
  }
}

function wordsFor({ may, lease }: KnownJob): string {
  const statuses = may.join(' or ');
  return lease === null || lease.worker === null
    ? statuses
    : `${statuses} (${lease.worker} until ${lease.overFromMs / 1000} s)`;
}

/** What a lease queue promises in the end, when every worker is healthy and there was time enough. */
export function settledPromises({
  terms,
}: LeaseQueueWorld): readonly SettledPromise<LeaseQueueState, LeaseQueueShown>[] {
  return [
    {
      id: 'unlocks',
      says: 'In the end no job stays locked.',
      brokenInTheEnd: (shown) => firstShown(shown, 'held', () => true),
    },
    {
      id: 'finishes',
      says: 'In the end every job has ended.',
      // A job whose child did not end well may wait for ever, and a job behind a dead one of its key.
      brokenInTheEnd: (shown, known) =>
        firstShown(shown, 'waiting', (name) => {
          const job = known.jobs[name];
          return job !== undefined && !mayWaitForEver(known, job) && !mayWaitForTurn(known, terms, job);
        }),
    },
  ];
}

function firstShown(shown: LeaseQueueShown, as: JobShown, isAsked: (name: string) => boolean): string | null {
  const found = Object.entries(shown).find(([name, one]) => one === as && isAsked(name));
  return found === undefined ? null : `${found[0]} is still ${as}.`;
}
