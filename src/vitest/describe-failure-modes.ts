import { join, relative, resolve } from 'node:path';
import { describe, test } from 'vitest';
import { racesAmong, runsAmong } from '../corpus/failure-modes.ts';
import { publishedIn } from '../corpus/promoted/publish.ts';
import { testPrevention } from './prevention.ts';
import { testRegression } from './regression.ts';
import { testRepro } from './repro.ts';

/**
 * Defines the tests of every failure mode in a folder, for a test runner that does not find the files in their `tests`.
 * Failure modes of another kind than runs and races have tests of their own, and are left out.
 */
export function describeFailureModes(folder: string): void {
  describe(`failure modes in ${relative('', folder)}`, async () => {
    const root = resolve(folder);
    const published = await publishedIn(root);
    const modes = [...runsAmong(published), ...racesAmong(published)];
    for (const { folder: name, ...scenario } of modes) {
      const tests = scenario.prevention.by === 'fix' ? [testRegression] : [testRepro, testPrevention];
      for (const define of tests) await define(scenario, join(root, name, 'tests'));
    }
    // A suite without a test is an error, and a project begins without failure modes.
    if (modes.length === 0) test('there is no failure mode', () => undefined);
  });
}
