import type { LeaseQueueAnswer, LeaseQueueCommand, LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { AnswerPromise, WitnessedStep } from '../../kernel/contract.ts';
import { callsAnswer } from '../../kernel/contract.ts';
import {
  handleAt,
  holdsKeysAlone,
  isEnded,
  isDueAndFree,
  isDuplicate,
  isLiveHolder,
  isSurely,
  isSurelyUsedUp,
  isUnderLiveLease,
  mayBeDuplicate,
} from './facts.ts';
import type { KnownJob, LeaseQueueState, LeaseQueueWorld } from './state.ts';

type Step = WitnessedStep<LeaseQueueState, LeaseQueueCommand, LeaseQueueAnswer>;
export type LeaseQueueAnswerPromise = AnswerPromise<LeaseQueueState, LeaseQueueCommand, LeaseQueueAnswer>;

/** What a lease queue promises about its answers. */
export function answerPromises(world: LeaseQueueWorld): readonly LeaseQueueAnswerPromise[] {
  const { terms } = world;
  return [
    callsAnswer,
    {
      id: 'exclusive',
      says: 'A job is not handed out while a worker holds it under a live lease.',
      broken: (step) =>
        firstHanded(step, (name, job, at, all) => {
          if (all.indexOf(name) !== at) return `${name} was handed out twice at once.`;
          if (!isUnderLiveLease(step.before, terms, job)) return null;
          return `${name} was handed out; ${holderOf(job)} holds it until ${inSeconds(job.lease?.overFromMs ?? 0)}.`;
        }),
    },
    {
      id: 'ended',
      says: 'A job that has ended is not handed out.',
      broken: (step) =>
        firstHanded(step, (name, job) =>
          isEnded(job) ? `${name} was handed out, and is ${job.may.join(' or ')}.` : null,
        ),
    },
    {
      id: 'submitted',
      says: 'Only jobs that were submitted, and not refused, are handed out.',
      broken: ({ before, answer }) => {
        if (answer.type !== 'fetched') return null;
        const name = answer.jobs.find((one) => before.jobs[one] === undefined || isSurely(before.jobs[one], 'absent'));
        return name === undefined ? null : `${name} was handed out.`;
      },
    },
    {
      id: 'batch',
      says: 'A fetch hands out no more jobs than asked for.',
      broken: ({ command, answer }) =>
        command.type === 'fetch' && answer.type === 'fetched' && answer.jobs.length > command.upTo
          ? `${answer.jobs.length} jobs were handed out, and ${command.upTo} asked for.`
          : null,
    },
    {
      id: 'budget',
      says: 'A job is tried no more often than allowed.',
      broken: (step) =>
        firstHanded(step, (name) => {
          const job = step.after.jobs[name];
          if (job === undefined || !isSurelyUsedUp(job, terms)) return null;
          return `${name} was handed out after ${job.fails.least} failures and ${job.lapses.least} leases that ran out.`;
        }),
    },
    {
      id: 'waits',
      says: 'A job that failed is not handed out before its wait is over.',
      broken: (step) =>
        firstHanded(step, (name, { dueFromMs }) =>
          step.before.nowMs < dueFromMs - terms.slackMs
            ? `${name} was handed out at ${inSeconds(step.before.nowMs)}, and waits until ${inSeconds(dueFromMs)}.`
            : null,
        ),
    },
    {
      id: 'childFirst',
      says: 'A job that waits for a child is not handed out before the child has ended.',
      broken: (step) =>
        firstHanded(step, (name, { child }) => {
          // Where jobs fail at a fetch, the child may have failed at this one.
          const of = child === null ? undefined : step.after.jobs[child.job];
          const isKept = child?.isSure === true && of !== undefined && isSurely(of, 'waiting', 'held');
          return isKept ? `${name} was handed out, and waits for ${child.job}.` : null;
        }),
    },
    {
      id: 'keyHeld',
      says: 'No more jobs of a key are held at a time than allowed.',
      broken: (step) =>
        holdsKeysAlone(terms) ? firstHanded(step, (name, { key }) => tooManyHeld(step, name, 'key', key, 1)) : null,
    },
    {
      id: 'inTurn',
      says: 'A job is not handed out before an earlier job of its key is done or removed.',
      broken: (step) =>
        terms.keys !== 'inTurn'
          ? null
          : firstHanded(step, (name, job) => {
              const first = Object.entries(step.before.jobs).find(([, other]) => comesFirst(terms, other, job));
              return first === undefined ? null : `${name} was handed out before ${first[0]}, which has the same key.`;
            }),
    },
    {
      id: 'groupHeld',
      says: 'No more jobs of a group are held at a time than allowed.',
      broken: (step) =>
        terms.groupLimit === 0
          ? null
          : firstHanded(step, (name, { group }) => tooManyHeld(step, name, 'group', group, terms.groupLimit)),
    },
    {
      id: 'unique',
      says: 'A job is refused while another job of its key keeps it out.',
      broken: ({ before, command, answer }) =>
        command.type === 'submit' && answer.type === 'accepted' && isDuplicate(before, terms, command.key)
          ? `${command.job} was accepted, and another job has the key ${command.key}.`
          : null,
    },
    {
      id: 'accepts',
      says: 'A job is refused as a duplicate only while there is another job of its key.',
      broken: ({ before, command, answer }) =>
        command.type === 'submit' && answer.type === 'refused' && !mayBeDuplicate(before, terms, command.key)
          ? `${command.job} was refused, and no other job ${command.key === null ? 'stands in its way' : `has the key ${command.key}`}.`
          : null,
    },
    {
      id: 'word',
      says: 'What the holder of a live lease reports counts.',
      broken: ({ before, command, answer }) => {
        if (!('place' in command) || answer.type !== 'refused') return null;
        const handle = handleAt(before, command);
        if (handle === undefined || !isLiveHolder(before, terms, command.worker, handle)) return null;
        return `${command.type} of ${handle.job} was refused; ${command.worker} holds it until ${inSeconds(before.jobs[handle.job]?.lease?.overFromMs ?? 0)}.`;
      },
    },
    {
      id: 'keepsHeld',
      says: 'A job is not removed while a worker holds it under a live lease.',
      broken: ({ before, command, answer }) => {
        if (terms.removesHeld || command.type !== 'remove' || answer.type !== 'accepted') return null;
        const job = before.jobs[command.job];
        return job !== undefined && isUnderLiveLease(before, terms, job)
          ? `${command.job} was removed; ${holderOf(job)} holds it.`
          : null;
      },
    },
    {
      id: 'removes',
      says: 'A job that waits can be removed.',
      broken: ({ before, command, answer }) => {
        if (command.type !== 'remove' || answer.type !== 'refused') return null;
        const job = before.jobs[command.job];
        const isFree = job !== undefined && isSurely(job, 'waiting') && job.child === null;
        return isFree ? `${command.job} was not removed.` : null;
      },
    },
    {
      id: 'progress',
      says: 'A worker that asks is given work while a job is due and nothing stands in its way.',
      broken: ({ after, command, answer }) => {
        if (command.type !== 'fetch' || command.fault !== undefined) return null;
        const given = answer.type === 'fetched' ? answer.jobs.length : 0;
        const isAnswered = answer.type === 'fetched' || answer.type === 'nothing';
        if (!isAnswered || given >= command.upTo || (given > 0 && !terms.fillsBatches)) return null;
        const left = Object.entries(after.jobs).find(([, job]) => isDueAndFree(after, terms, job));
        return left === undefined ? null : `${left[0]} was not handed out to ${command.worker}.`;
      },
    },
    {
      id: 'order',
      says: 'Jobs that never failed are handed out in the order of their submission.',
      broken: (step) =>
        terms.order === 'any'
          ? null
          : firstHanded(step, (name, job, _, all) => {
              if (!isUntried(job)) return null;
              const passed = Object.entries(step.before.jobs).find(
                ([other, earlier]) =>
                  !all.includes(other) &&
                  isBefore(terms, earlier, job) &&
                  isUntried(earlier) &&
                  isDueAndFree(step.before, terms, earlier) &&
                  isDueAndFree(step.after, terms, earlier),
              );
              return passed === undefined ? null : `${name} was handed out before ${passed[0]}.`;
            }),
    },
  ];
}

/** The first reason that a job which was handed out gives; `null` where none does. */
function firstHanded(
  { before, answer }: Step,
  why: (name: string, before: KnownJob, at: number, all: readonly string[]) => string | null,
): string | null {
  if (answer.type !== 'fetched') return null;
  for (const [at, name] of answer.jobs.entries()) {
    const job = before.jobs[name];
    const reason = job === undefined ? null : why(name, job, at, answer.jobs);
    if (reason !== null) return reason;
  }
  return null;
}

/** The job surely has the same key, is not done, and was submitted earlier or has been tried. */
function comesFirst(terms: LeaseQueueTerms, other: KnownJob, job: KnownJob): boolean {
  if (other === job || job.key === null || other.key !== job.key) return false;
  if (!isSurely(other, 'waiting', 'held', 'dead')) return false;
  return isBefore(terms, other, job) || other.fails.least + other.lapses.least > 0;
}

function isBefore({ order }: LeaseQueueTerms, earlier: KnownJob, later: KnownJob): boolean {
  return order === 'time' ? earlier.submittedMs < later.submittedMs : earlier.place < later.place;
}

function isUntried({ leases }: KnownJob): boolean {
  return leases === 0;
}

function tooManyHeld(
  { after }: Step,
  name: string,
  of: 'key' | 'group',
  value: string | null,
  limit: number,
): string | null {
  if (value === null) return null;
  const held = Object.entries(after.jobs).filter(
    ([, job]) => job[of] === value && isSurely(job, 'held') && job.lease !== null && after.nowMs < job.lease.overFromMs,
  );
  if (held.length <= limit) return null;
  const others = held.flatMap(([other]) => (other === name ? [] : [other])).join(', ');
  return `${name} was handed out; of the ${of} ${value} ${others} is held.`;
}

function holderOf({ lease }: KnownJob): string {
  return lease?.worker ?? 'a worker whose reply was lost';
}

function inSeconds(ms: number): string {
  return `${ms / 1000} s`;
}
