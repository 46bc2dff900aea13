import { assertFits } from '../../kernel/configuration.ts';
import { openQueueModel } from '../../model/queue/cut.ts';
import { queueModel } from '../../model/queue/model.ts';
import { usualQueueTerms } from '../../model/queue/rules.ts';
import { onServer } from '../server.ts';
import { cutQueue } from './cut-system.ts';
import { queueGoals } from './goals.ts';
import { queueNarration } from './narration.ts';
import { queueManualRuns, queueOutcomes } from './outcomes.ts';
import { queuePolicies } from './policies.ts';
import { queueNamedRuns } from './scenarios.ts';
import { queueScopes } from './scopes.ts';
import { struckQueueCommand } from './struck.ts';
import type { QueueSubject } from './subject-type.ts';
import { openQueue, openQueueInProcesses, queueNaming } from './systems.ts';

/** A job queue with leases: each accepted job has its effect at most once, and ends. */
export const queue: QueueSubject = {
  name: 'queue',
  policies: queuePolicies,
  scopes: queueScopes,
  defaultScope: 'medium',
  struck: struckQueueCommand,
  stressScope: (workers) => ({ workers, jobs: 4 * workers, faults: 0, attempts: 3, inFlight: 0, retries: 0 }),
  terms: usualQueueTerms,
  model(policies, scope, terms) {
    assertFits(queue, { policies, scope });
    return terms?.cuts === true ? openQueueModel(policies, scope, terms) : queueModel(policies, scope, terms);
  },
  systems: Object.entries(openQueue).map(([name, open]) =>
    onServer({
      name,
      concurrent: queueNaming,
      switchable: 'all',
      open: ({ policies, scope, overlap, from }) => open(policies, scope, overlap, from),
    }),
  ),
  optionalSystems: [
    cutQueue,
    {
      name: 'processes',
      switchable: 'all',
      concurrent: queueNaming,
      open: ({ policies, scope }) => openQueueInProcesses(policies, scope),
    },
  ],
  outcomes: queueOutcomes,
  manualRuns: queueManualRuns,
  namedRuns: queueNamedRuns,
  missing: 0.1,
  generation: {
    weights: {
      submit: 6,
      resubmit: 6,
      flush: 6,
      lease: 10,
      renew: 2,
      applyEffect: 3,
      commit: 5,
      complete: 20,
      fail: 2,
      crash: 0.5,
      restart: 1,
      tick: 22,
      reconcile: 1,
    },
    faultRate: 0.15,
    // A run needs nearly every command.
    swarmRate: 0.1,
    // These crashes are seldom enabled, so a run takes them where they are.
    faultWeights: { crashBefore: 10, crashAfterRecord: 3, crashAfterDebit: 3 },
  },
  coverageGoals: queueGoals,
  narration: queueNarration,
};
