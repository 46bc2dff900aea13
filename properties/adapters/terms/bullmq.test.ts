import { describe } from 'vitest';
import { bullMqPresets, bullMqSystem } from '../../../src/subjects/lease-queue/bullmq.ts';
import { hasRedis } from '../bullmq/opened.ts';
import { describeTerms } from './expect-terms.ts';

describe.runIf(hasRedis())('BullMQ', () => {
  for (const [name, preset] of Object.entries(bullMqPresets))
    describeTerms({
      kind: bullMqSystem({ name, ...preset }),
      stated: preset.terms,
      // `getNextJob` hands out jobs that have stalled too often: https://github.com/taskforcesh/bullmq/issues/3911
      isKnown: ({ term, breaks }) => preset.failsDeferred === false && term === 'stallLimit' && breaks === 'progress',
    });
});
