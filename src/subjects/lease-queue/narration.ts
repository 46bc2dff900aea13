import type { LeaseQueueAnswer, LeaseQueueCommand } from '../../alphabets/lease-queue.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';
import type { Narration } from '../../kernel/subject.ts';
import type { KnownJob, LeaseQueueScope, LeaseQueueState } from '../../model/lease-queue/state.ts';

/** Describes a run of a lease queue, by what is known of it. */
export const leaseQueueNarration: Narration<LeaseQueueState, LeaseQueueCommand, LeaseQueueAnswer, LeaseQueueScope> = {
  lanes: ({ workers }) => ['client', ...numberedNames('w', workers), 'known'],
  laneOf(command) {
    if ('worker' in command) return command.worker;
    return command.type === 'submit' || command.type === 'remove' ? 'client' : 'known';
  },
  format: (command) =>
    `${wordsFor(command)}${'fault' in command && command.fault !== undefined ? ' ✗ reply lost' : ''}`,
  answer,
  changes: (before, after) =>
    Object.entries(after.jobs).flatMap(([name, job]) => {
      const now = statusOf(job);
      const earlier = before.jobs[name];
      return earlier !== undefined && statusOf(earlier) === now ? [] : [`${name} ${now}`];
    }),
};

function wordsFor(command: LeaseQueueCommand): string {
  switch (command.type) {
    case 'submit': {
      const key = command.key === null ? '' : ` key ${command.key}`;
      const group = command.group === null ? '' : ` group ${command.group}`;
      return `submit ${command.job}${key}${group}`;
    }
    case 'fetch':
      return command.upTo === 1 ? 'fetch' : `fetch up to ${command.upTo}`;
    case 'complete':
    case 'fail':
    case 'extend':
      return `${command.type}${wordsForPlace(command.place)}`;
    case 'spawn':
      return `spawn ${command.job}${wordsForPlace(command.place)}`;
    case 'remove':
      return `remove ${command.job}`;
    case 'tick':
      return `+${command.ms / 1000} s`;
    case 'crash':
    case 'maintain':
      return command.type;
  }
}

/** The first job in a hand needs no place. */
function wordsForPlace(place: number): string {
  return place === 0 ? '' : ` at place ${place}`;
}

function answer(outcome: LeaseQueueAnswer): string {
  switch (outcome.type) {
    case 'fetched':
      return outcome.jobs.join(', ');
    case 'accepted':
    case 'refused':
      return `${outcome.type} (${outcome.job})`;
    case 'done':
    case 'unacknowledged':
      return '';
    default:
      return outcome.type;
  }
}

function statusOf({ may, lease }: KnownJob): string {
  const holder = lease?.worker ?? null;
  return may
    .map((status) =>
      status === 'held' && lease !== null && holder !== null
        ? `held by ${holder} until ${lease.overFromMs / 1000} s`
        : status,
    )
    .join(' or ');
}
