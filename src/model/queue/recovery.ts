import type { QueueCommand } from './commands.ts';
import { nextSteps } from './commands.ts';
import type { QueueRules } from './policies.ts';
import { attemptsAllowed, hasEnded, isAvailable, isSpent, isUnfinished, nextExpiryMs, nextTurnMs } from './rules.ts';
import type { QueueScope, QueueState } from './state.ts';

/**
 * Everything that may still finish a job: the intake's writing down, restarts, the reconciler, the workers' own next steps, and the clock
 * last, so that the one order that random runs take gives everybody the chance to act before time is up.
 * Each of them brings an end nearer (attempts are bounded), so every order ends.
 */
export function recoveryCommands(rules: QueueRules): (state: QueueState) => QueueCommand[] {
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

/** What a worker does with an attempt, at most: apply the effect, commit, complete. */
const stepsOfAttempt = 3;

/**
 * How many commands it takes at most until every job has ended, from wherever faults left it. Every worker is restarted
 * once, or finishes what it holds, whose lease may run out. Every job is leased as often as it has attempts, and each of
 * those is worked on and may run out, and where retries wait, waits for its turn and for the bucket; then it is given up,
 * or reconciled. Before that, where the store has not got it yet, it is written down with all the others.
 */
export function longestRecovery(rules: QueueRules, { workers, jobs }: QueueScope): number {
  const waits = rules.retryBudget && rules.retries > 0 ? 2 : 0;
  const ofWorker = 1 + stepsOfAttempt + 1;
  const ofJob = attemptsAllowed(rules) * (waits + 1 + stepsOfAttempt + 1) + 1 + 1;
  return (rules.durableIntake ? 0 : 1) + workers * ofWorker + jobs * ofJob;
}

/** Whether a step brings the work nearer to its end; renewing and giving up are a worker's choice. */
function isForward(rules: QueueRules, type: QueueCommand['type']): boolean {
  return type !== 'renew' && type !== 'fail' && !(type === 'applyEffect' && rules.commitBoundary);
}
