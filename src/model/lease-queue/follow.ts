import type { LeaseQueueAnswer, LeaseQueueCommand, WorkerReport } from '../../alphabets/lease-queue.ts';
import type { Thrown } from '../../kernel/contract.ts';
import { countFailure, countPass, giveLease, may, passTime, perhapsGiveLease, replaceJobs } from './changes.ts';
import {
  handleAt,
  isEnded,
  isDuplicate,
  isLiveHolder,
  isSurely,
  isUnderLiveLease,
  mayBe,
  mayBeDuplicate,
  mayBeLastTry,
} from './facts.ts';
import type { KnownJob, LeaseQueueState, LeaseQueueWorld } from './state.ts';

type CommandOf<Type> = Extract<LeaseQueueCommand, { readonly type: Type }>;
type Answer = LeaseQueueAnswer | Thrown;

/** The command had its effect, it had none, or that is unknown. */
type Effect = 'done' | 'none' | 'unknown';

/** Takes down what is known after an answer. */
export function followAnswer(
  world: LeaseQueueWorld,
  draft: LeaseQueueState,
  command: LeaseQueueCommand,
  answer: Answer,
): void {
  passTime(world, draft);
  if ('fault' in command) draft.lostReplies += 1;
  if (command.type !== 'tick' && command.type !== 'maintain' && answer.type !== 'nothing')
    draft.lull = { passes: 0, askedAt: null };
  if ('worker' in command && command.type !== 'fetch' && command.type !== 'complete')
    draft.crashed = draft.crashed.filter((worker) => worker !== command.worker);
  switch (command.type) {
    case 'submit':
      return followSubmit(world, draft, command, effectOf(answer));
    case 'fetch':
      return followFetch(world, draft, command, answer);
    case 'complete':
    case 'fail':
    case 'extend':
      return followReport(world, draft, command, effectOf(answer));
    case 'spawn':
      return followSpawn(world, draft, command, effectOf(answer));
    case 'remove':
      return followRemove(world, draft, command, effectOf(answer));
    case 'crash':
      draft.hands[command.worker] = [];
      draft.crashed.push(command.worker);
      return;
    case 'tick':
      draft.nowMs += command.ms;
      draft.lull = { passes: 0, askedAt: null };
      return passTime(world, draft);
    case 'maintain':
      draft.lull.passes += 1;
      if (world.terms.passes > 0) for (const job of Object.values(draft.jobs)) countPass(world, draft, job);
  }
}

function effectOf({ type }: Answer): Effect {
  if (type === 'accepted') return 'done';
  return type === 'refused' ? 'none' : 'unknown';
}

function followSubmit(
  { terms }: LeaseQueueWorld,
  draft: LeaseQueueState,
  { job: name, key, group }: CommandOf<'submit'>,
  effect: Effect,
): void {
  const job = draft.jobs[name];
  if (job === undefined) return;
  const isRefused = effect === 'none' || (effect === 'unknown' && isDuplicate(draft, terms, key));
  const isTaken = effect === 'done' || (effect === 'unknown' && !mayBeDuplicate(draft, terms, key));
  job.isNamed = true;
  if (isRefused) return;
  job.may = isTaken ? ['waiting'] : ['absent', 'waiting'];
  if (terms.keys === 'replaced' && key !== null) replaceJobs(terms, draft, key);
  Object.assign(job, { key, group });
  takeDownSubmission(draft, job);
}

/** The job is due from now on, after all jobs before. */
function takeDownSubmission(draft: LeaseQueueState, job: KnownJob): void {
  const { nowMs } = draft;
  Object.assign(job, { place: (draft.submitted += 1), submittedMs: nowMs, dueFromMs: nowMs, dueByMs: nowMs });
}

function followFetch(
  world: LeaseQueueWorld,
  draft: LeaseQueueState,
  { worker }: CommandOf<'fetch'>,
  answer: Answer,
): void {
  switch (answer.type) {
    case 'fetched':
      countFetch(world, draft, answer.jobs);
      for (const name of answer.jobs) giveLease(world, draft, worker, name);
      return;
    case 'nothing':
      countFetch(world, draft, []);
      draft.lull.askedAt = draft.lull.passes;
      return;
    default:
      for (const job of Object.values(draft.jobs))
        if (mayBe(job, 'waiting') && draft.nowMs >= job.dueFromMs - world.terms.slackMs)
          perhapsGiveLease(world, draft, job);
  }
}

/** Where no pass of maintenance is needed, a fetch finds the jobs whose lease is over, also those that it does not hand out. */
function countFetch(world: LeaseQueueWorld, draft: LeaseQueueState, handed: readonly string[]): void {
  if (world.terms.passes > 0) return;
  for (const [name, job] of Object.entries(draft.jobs)) if (!handed.includes(name)) countPass(world, draft, job);
}

function followReport({ terms }: LeaseQueueWorld, draft: LeaseQueueState, command: WorkerReport, effect: Effect): void {
  const handle = handleAt(draft, command);
  const job = handle === undefined ? undefined : draft.jobs[handle.job];
  if (handle === undefined || job === undefined) return;
  const { type, worker, place } = command;
  const isLive = isLiveHolder(draft, terms, worker, handle);
  // After a lost reply the worker may report once more.
  if (type !== 'extend' && effect !== 'unknown') draft.hands[worker]?.splice(place, 1);
  if (effect === 'none') return;
  // Where any worker may report, one that has done the work late may complete a dead job.
  if (terms.reportedBy === 'anyone' && type === 'complete' && mayBe(job, 'dead')) may(job, 'done');
  if (isEnded(job)) return;
  if (isLive) {
    if (type === 'complete') Object.assign(job, { may: ['done'], lease: null });
    else if (type === 'fail') countFailure(terms, draft, job);
    else if (job.lease !== null) {
      job.lease.overFromMs = job.lease.overByMs = draft.nowMs + terms.leaseMs;
      job.lease.passes = 0;
    }
    return;
  }
  // A stale report must do nothing to the holder of a live lease; otherwise it may count.
  if (terms.reportedBy === 'holder' && isUnderLiveLease(draft, terms, job)) return;
  if (type === 'extend') {
    if (job.lease !== null) {
      job.lease.overByMs = Math.max(job.lease.overByMs, draft.nowMs + terms.leaseMs);
      job.lease.passes = 0;
      // A lease that was over may have been begun once more, also of a job that had come back.
      may(job, 'held');
    }
    return;
  }
  if (job.lease !== null) job.lease.isReported = true;
  if (type === 'complete') return may(job, 'done');
  job.fails.most += 1;
  may(job, 'waiting');
  if (mayBeLastTry(draft, terms, job)) may(job, 'dead');
  job.dueByMs = Math.max(job.dueByMs, draft.nowMs + terms.longestWaitMs);
}

function followSpawn(
  { terms }: LeaseQueueWorld,
  draft: LeaseQueueState,
  command: CommandOf<'spawn'>,
  effect: Effect,
): void {
  const child = draft.jobs[command.job];
  const handle = handleAt(draft, command);
  const parent = handle === undefined ? undefined : draft.jobs[handle.job];
  if (child === undefined || handle === undefined || parent === undefined) return;
  const { worker, place } = command;
  const isLive = isLiveHolder(draft, terms, worker, handle);
  child.isNamed = true;
  if (effect !== 'unknown') draft.hands[worker]?.splice(place, 1);
  if (effect === 'none') return;
  child.may = isLive ? ['waiting'] : ['absent', 'waiting'];
  takeDownSubmission(draft, child);
  if (isEnded(parent)) return;
  parent.child = { job: command.job, isSure: isLive };
  if (isLive) Object.assign(parent, { may: ['waiting'], lease: null, dueFromMs: draft.nowMs, dueByMs: draft.nowMs });
  else if (terms.reportedBy === 'anyone' || !isUnderLiveLease(draft, terms, parent)) {
    may(parent, 'waiting');
    // A parent waits for its child alone.
    parent.dueFromMs = Math.min(parent.dueFromMs, draft.nowMs);
    if (parent.lease !== null) parent.lease.isReported = true;
  }
}

function followRemove(
  { terms }: LeaseQueueWorld,
  draft: LeaseQueueState,
  { job: name }: CommandOf<'remove'>,
  effect: Effect,
): void {
  const job = draft.jobs[name];
  if (job === undefined || effect === 'none') return;
  const isFree = isSurely(job, 'waiting') && job.child === null;
  const isSure = effect === 'done' && (terms.removesHeld || !isUnderLiveLease(draft, terms, job));
  if (isSure || (effect === 'unknown' && isFree)) Object.assign(job, { may: ['removed'], lease: null });
  else may(job, 'removed');
}
