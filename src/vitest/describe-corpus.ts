import { relative } from 'node:path';
import { describe, test } from 'vitest';
import { corpusCases } from '../testing/corpus-cases.ts';

/**
 * Defines a test for each trace in a folder of counterexamples: with every policy on it shows no violation. The folder is
 * that of the configuration, from the current folder.
 */
export function describeCorpus(folder: string): void {
  describe(`counterexamples in ${relative('', folder)}`, () => {
    const cases = corpusCases(folder);
    for (const { name, run } of cases) test(name, run);
    // A suite without a test is an error, and a project begins without counterexamples.
    if (cases.length === 0) test('no counterexample is kept', () => undefined);
  });
}
