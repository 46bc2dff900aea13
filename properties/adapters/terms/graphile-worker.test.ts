import { graphileWorkerPresets, graphileWorkerSystem } from '../../../src/subjects/lease-queue/graphile-worker.ts';
import { describeTerms } from './expect-terms.ts';

for (const name of ['graphile-worker-job-key', 'graphile-worker-local-queue'] as const) {
  const { [name]: preset } = graphileWorkerPresets;
  describeTerms({ kind: graphileWorkerSystem({ name, ...preset }), stated: preset.terms });
}
