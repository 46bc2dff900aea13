import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { QueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import type { PlannedSweep } from '../../src/check/sweep-subject.ts';
import { planSweep } from '../../src/check/sweep-subject.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import type { Run } from './crash-images.ts';
import { openImages, record } from './crash-images.ts';

const modes = await readFailureModes(join(import.meta.dirname, '../../failure_modes'));

/** What is crashed with all policies on: the stories first, then the failure modes. */
export const plannedAsShipped: readonly PlannedSweep[] = planSweep(subjectOf('queue'), modes).filter(
  ({ without }) => without.length === 0,
);

export function runOf({ scope, commands }: PlannedSweep): Run {
  const policies = allPolicies(queue) as QueuePolicies;
  return { policies, scope: scope as QueueScope, commands: commands as readonly QueueCommand[] };
}

/** A test for each run: its log is cut at every sector. */
export function testImagesOf(plans: readonly PlannedSweep[]): void {
  test.each(plans)('$title: each image shows its last whole commit, and recovers to a settled state', async (plan) => {
    const run = runOf(plan);
    const { images, commits, torn: halves, lost, unsettled } = await openImages(await record(run), run);
    expect({ halves, lost, unsettled }).toEqual({ halves: [], lost: [], unsettled: [] });
    expect(commits).toBeGreaterThan(4);
    expect(images).toBeGreaterThan(100);
  });
}
