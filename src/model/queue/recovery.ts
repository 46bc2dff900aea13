import type { QueueCommand } from '../../alphabets/queue.ts';
import { nextSteps } from './commands.ts';
import type { QueueRules } from './rules.ts';
import { attemptsAllowed, hasEnded, isAvailable, isSpent, isUnfinished, nextExpiryMs, nextTurnMs } from './rules.ts';
import type { QueueScope, QueueState } from './state.ts';

/**
 * All commands that may still finish a job: the intake's flush, restarts, the reconciler, the workers' own next steps,
 * and the clock last, so that the single order of random runs lets every actor act before time is up.
 * Each command brings an end nearer (attempts are bounded), so every order ends.
 */
export function queueRecoveryCommands(rules: QueueRules): (state: QueueState) => QueueCommand[] {
  return (state) => {
    const isWaiting = state.buffered.length > 0;
    if (!isWaiting && state.jobs.every(hasEnded)) return [];
    const commands: QueueCommand[] = isWaiting ? [{ type: 'flush' }] : [];
    const canLease = state.jobs.some((job) => isAvailable(rules, state, job) || isSpent(rules, state, job));
    for (const [name, worker] of Object.entries(state.workers))
      if (!worker.isUp && canLease) commands.push({ type: 'restart', worker: name });
    if (rules.reconcile && state.jobs.some((job) => isUnfinished(state, job))) commands.push({ type: 'reconcile' });
    for (const [name, worker] of Object.entries(state.workers)) {
      if (!worker.isUp || (worker.holding === null && !canLease)) continue;
      for (const type of nextSteps(rules, worker)) if (isForward(rules, type)) commands.push({ type, worker: name });
    }
    const deadlines = [rules.leaseExpiry ? nextExpiryMs(state) : null, nextTurnMs(rules, state)];
    const awaited = deadlines.filter((atMs) => atMs !== null);
    if (awaited.length > 0) commands.push({ type: 'tick', byMs: Math.min(...awaited) - state.nowMs });
    return commands;
  };
}

/** The steps of a worker in an attempt, at most: apply the effect, commit, complete. */
const stepsOfAttempt = 3;

/**
 * The largest number of commands until every job has ended, from any state that faults left. Every worker is restarted
 * once, or finishes its job, whose lease may run out. Every job is leased as often as it has attempts. Each attempt
 * is worked on and may run out, and where retries wait, waits for its turn and for the bucket; then the job is given up
 * or reconciled. A buffered job is written down before that, together with all the others.
 */
export function longestRecovery(rules: QueueRules, { workers, jobs }: QueueScope): number {
  const waits = rules.retryBudget && rules.retries > 0 ? 2 : 0;
  const ofWorker = 1 + stepsOfAttempt + 1;
  const ofJob = attemptsAllowed(rules) * (waits + 1 + stepsOfAttempt + 1) + 1 + 1;
  return (rules.durableIntake ? 0 : 1) + workers * ofWorker + jobs * ofJob;
}

/** Whether a step brings the job nearer to its end; a worker may renew or give up, but need not. */
function isForward(rules: QueueRules, type: QueueCommand['type']): boolean {
  return type !== 'renew' && type !== 'fail' && !(type === 'applyEffect' && rules.commitBoundary);
}
