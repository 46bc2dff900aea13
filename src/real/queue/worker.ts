import { prepareApplyEffect } from './apply-effect.ts';
import type { Holding, Outcome, StoreReply, WorkerVerb } from './commands.ts';
import { prepareCommit } from './commit.ts';
import { prepareComplete } from './complete.ts';
import type { QueueContext } from './context.ts';
import { prepareFail } from './fail.ts';
import { prepareLease } from './lease.ts';
import { prepareRenew } from './renew.ts';

/** A worker process: a connection, and a memory that goes when it crashes. */
export interface Worker {
  readonly holding: Holding | null;
  perform(verb: WorkerVerb): Outcome;
  close(): void;
}

export function startWorker(name: string, context: QueueContext): Worker {
  const { connection, policies, failpoints } = context;
  const lease = prepareLease(context);
  const onJob = {
    renew: prepareRenew(context),
    applyEffect: prepareApplyEffect(context),
    commit: prepareCommit(context),
    complete: prepareComplete(context),
    fail: prepareFail(context),
  };
  let holding: Holding | null = null;

  function workOn(held: Holding, verb: Exclude<WorkerVerb, 'lease'>): Outcome {
    if (verb === 'applyEffect' && policies.commitBoundary) return { type: 'deferredToCommit' };
    if (verb === 'applyEffect' && held.hasApplied) return { type: 'alreadyApplied' };
    if (verb === 'commit' && !policies.commitBoundary && !held.hasApplied) return { type: 'notApplied' };
    return hear(verb, held, onJob[verb](held));
  }

  function hear(verb: WorkerVerb, held: Holding | null, reply: StoreReply): StoreReply {
    failpoints.reach(`${verb}.reply`);
    holding = memoryAfter(held, reply);
    return reply;
  }

  return {
    get holding() {
      return holding;
    },
    perform(verb) {
      if (verb !== 'lease') return holding === null ? { type: 'nothingHeld' } : workOn(holding, verb);
      return holding === null ? hear(verb, null, lease(name)) : { type: 'alreadyHolding' };
    },
    close: () => connection.close(),
  };
}

/** What a worker knows once it has heard a reply. A job that it has no more business with is dropped. */
function memoryAfter(held: Holding | null, reply: StoreReply): Holding | null {
  switch (reply.type) {
    case 'leased': {
      const { job, execution, token } = reply;
      return { job, execution, token, hasApplied: false, hasCommitted: false };
    }
    case 'applied':
      return held && { ...held, hasApplied: true };
    case 'committed':
      return held && { ...held, hasCommitted: true };
    case 'alreadyCommitted':
      return held?.execution === reply.by ? { ...held, hasCommitted: true } : null;
    case 'renewed':
    case 'notCommitted':
    case 'noWork':
      return held;
    case 'leaseEnded':
    case 'completed':
    case 'released':
    case 'failedForGood':
    case 'stale':
    case 'notRunning':
      return null;
  }
}
