import type { OpenQueueCommand, QueueOutcome, QueueView } from '../../alphabets/queue.ts';
import { isCut } from '../../kernel/cut.ts';
import type { Narration } from '../../kernel/subject.ts';
import type { QueueScope } from '../../model/queue/state.ts';
import { workerNames } from '../../model/queue/state.ts';
import { wordsOfCut } from '../cut-words.ts';

/** Describes a run of the queue to a reader. */
export const queueNarration: Narration<QueueView, OpenQueueCommand, QueueOutcome, QueueScope> = {
  lanes: (scope) => ['clock', 'client', ...workerNames(scope), 'store'],
  laneOf: (command) => {
    if ('worker' in command) return command.worker;
    if (command.type === 'tick') return 'clock';
    return command.type === 'submit' || command.type === 'resubmit' ? 'client' : 'store';
  },
  format,
  answer,
  changes,
};

function format(command: OpenQueueCommand): string {
  const fault = faultOf(command);
  switch (command.type) {
    case 'submit':
      return `submit ${command.job}${command.retryOf === undefined ? '' : `, retry of ${command.retryOf}`}${fault}`;
    case 'resubmit':
      return `resubmit ${command.of} as ${command.job}${fault}`;
    case 'flush':
      return `flush${command.fault === 'crashBefore' ? ' ✗ the intake crashes first' : fault}`;
    case 'tick':
      return `+${command.byMs / 1000} s`;
    default:
      return command.type + fault;
  }
}

function faultOf(command: OpenQueueCommand): string {
  if (isCut(command)) return ` ✗ ${wordsOfCut(command)}`;
  return 'fault' in command && command.fault !== undefined ? ` ✗ ${faultWords[command.fault]}` : '';
}

const faultWords = {
  crashBefore: 'crashes half-way',
  crashAfterRecord: 'crashes before the debit',
  crashAfterDebit: 'crashes before the credit',
  crashAfter: 'crashes before the reply',
  replyLost: 'reply lost',
  clockAhead: 'its clock 30 s ahead',
  clockBehind: 'its clock 30 s behind',
};

function answer(outcome: QueueOutcome): string {
  switch (outcome.type) {
    case 'leased':
      return `${outcome.job}, token ${outcome.token}`;
    case 'stale':
      return `stale, token is ${outcome.token}`;
    case 'alreadyCommitted':
      return `already committed by e${outcome.by}`;
    case 'notRunning':
      return `not running: ${outcome.status}`;
    case 'reconciled':
      return `finished ${outcome.jobs.join(', ')}`;
    case 'flushed':
      return `wrote down ${outcome.jobs.join(', ')}`;
    case 'noReply':
    case 'submitted':
    case 'ticked':
      return '';
    default:
      return outcome.type.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  }
}

/** The changes of a step in the store. */
function changes(before: QueueView, after: QueueView): string[] {
  const texts: string[] = [...changesOfBuffer(before, after)];
  for (const lease of after.leases) {
    const was = before.leases.find(({ execution }) => execution === lease.execution);
    if (was?.expiresAtMs !== lease.expiresAtMs)
      texts.push(`e${lease.execution} leases ${lease.job} until ${lease.expiresAtMs / 1000} s`);
  }
  for (const { job, execution } of after.commits.slice(before.commits.length))
    texts.push(`commit of ${job} by e${execution}`);
  for (const { job, execution } of after.effects.slice(before.effects.length)) {
    const isWhole = after.credits.length - before.credits.length === after.effects.length - before.effects.length;
    texts.push(`${isWhole ? 'EFFECT' : 'HALF THE EFFECT'} of ${job} by e${execution}`);
  }
  for (const job of after.jobs) {
    const was = before.jobs.find(({ id }) => id === job.id);
    if (was?.status !== job.status && job.status !== 'running') texts.push(`${job.id} ${endOf(job, was)}`);
  }
  const expired = before.leases.filter((lease) => before.nowMs < lease.expiresAtMs && lease.expiresAtMs <= after.nowMs);
  for (const { execution } of expired) texts.push(`lease of e${execution} runs out`);
  return texts;
}

/** Jobs that are new in the intake's memory, and jobs that the intake lost before a write to the store. */
function changesOfBuffer(before: QueueView, after: QueueView): string[] {
  const isIn = (rows: readonly { readonly id: string }[], id: string): boolean => rows.some((row) => row.id === id);
  return [
    ...after.buffered.filter(({ id }) => !isIn(before.buffered, id)).map(({ id }) => `${id} in memory, not written`),
    ...before.buffered
      .filter(({ id }) => !isIn(after.buffered, id) && !isIn(after.jobs, id))
      .map(({ id }) => `${id} LOST`),
  ];
}

/** The new status of a job, with the reason of a failure, or the key of a retried submit. */
function endOf({ id, key, status, deadReason }: QueueView['jobs'][number], was: object | undefined): string {
  if (deadReason !== null && status === 'failed') return `${status}: ${reasonWords[deadReason]}`;
  return was !== undefined || key === id ? status : `${status} for ${key}`;
}

const reasonWords = { gaveUp: 'its worker gave up', leaseRanOut: 'its lease ran out' };
