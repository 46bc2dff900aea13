import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The test files that take longest, in that order: begun last, one of them would keep a single worker busy at the end. */
export const longestFiles: readonly string[] = [
  'properties/package/package.test.ts',
  'properties/subjects/reach.test.ts',
  'properties/subjects/space.test.ts',
  'properties/overnight/campaign.test.ts',
  'properties/failure-modes.test.ts',
  'properties/cli/cli.test.ts',
  'properties/cli/promote.test.ts',
  'properties/explore/threads.test.ts',
  'properties/queue/sweep.test.ts',
  'properties/database/borrowed.test.ts',
  'properties/check/agreement.test.ts',
  'properties/subjects/lockstep.test.ts',
  'properties/database/server.test.ts',
  'properties/cli/start.test.ts',
  'properties/hostile/read-only.test.ts',
  'properties/cli/walkthrough.test.ts',
  'properties/lab/authority-simulation/failures.test.ts',
  'properties/queue/crash-images.test.ts',
  'properties/cli/project.test.ts',
];

/** Begins with the longest test files. A fresh clone has no durations of an earlier run to sort by. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const index = longestFiles.findIndex((file) => moduleId.endsWith(file));
  return index < 0 ? longestFiles.length : index;
}
