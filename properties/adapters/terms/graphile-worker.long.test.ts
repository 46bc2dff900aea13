import { graphileWorkerPresets, graphileWorkerSystem } from '../../../src/subjects/lease-queue/graphile-worker.ts';
import { describeTerms } from './expect-terms.ts';

for (const [name, preset] of Object.entries(graphileWorkerPresets))
  describeTerms({ kind: graphileWorkerSystem({ name, ...preset }), stated: preset.terms });
