import type { QueueCommand } from './commands.ts';
import { nextSteps } from './commands.ts';
import type { QueuePolicies } from './policies.ts';
import { hasEnded, isAvailable, isSpent, isUnfinished, maxAttempts, nextDeadlineMs } from './rules.ts';
import type { QueueScope, QueueState } from './state.ts';

/**
 * Everything that may still finish a job: restarts, the reconciler, the workers' own next steps, and the clock
 * last, so that the one order that random runs take gives everybody the chance to act before time is up.
 * Each of them brings an end nearer (attempts are bounded), so every order ends.
 */
export function recoveryCommands(policies: QueuePolicies): (state: QueueState) => QueueCommand[] {
  return (state) => {
    if (state.jobs.every(hasEnded)) return [];
    const commands: QueueCommand[] = [];
    const canLease = state.jobs.some((job) => isAvailable(policies, state, job) || isSpent(policies, state, job));
    for (const [name, worker] of Object.entries(state.workers))
      if (!worker.isUp && canLease) commands.push({ type: 'restart', worker: name });
    if (policies.reconcile && state.jobs.some((job) => isUnfinished(state, job))) commands.push({ type: 'reconcile' });
    for (const [name, worker] of Object.entries(state.workers)) {
      if (!worker.isUp || (worker.holding === null && !canLease)) continue;
      for (const type of nextSteps(policies, worker))
        if (isForward(policies, type)) commands.push({ type, worker: name });
    }
    const deadlineMs = nextDeadlineMs(state);
    if (policies.leaseExpiry && deadlineMs !== null) commands.push({ type: 'tick', byMs: deadlineMs - state.nowMs });
    return commands;
  };
}

/** What a worker does with an attempt, at most: apply the effect, commit, complete. */
const stepsOfAttempt = 3;

/**
 * How many commands it takes at most until every job has ended, from wherever faults left it. Every worker is restarted
 * once, or finishes what it holds, whose lease may run out. Every job is leased as often as it has attempts, and each of
 * those is worked on and may run out; then it is given up, or reconciled.
 */
export function longestRecovery({ workers, jobs }: QueueScope): number {
  const ofWorker = 1 + stepsOfAttempt + 1;
  const ofJob = maxAttempts * (1 + stepsOfAttempt + 1) + 1 + 1;
  return workers * ofWorker + jobs * ofJob;
}

/** Whether a step brings the work nearer to its end; renewing and giving up are a worker's choice. */
function isForward(policies: QueuePolicies, type: QueueCommand['type']): boolean {
  return type !== 'renew' && type !== 'fail' && !(type === 'applyEffect' && policies.commitBoundary);
}
