import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCounterexamples } from '../../src/corpus/counterexamples.ts';
import { setUp, spend } from './campaigns.ts';
import { silent } from './planted.ts';

test('a system that gives no answer is a finding of the campaign, with its run', async () => {
  const set = setUp();
  const { verdict, findings, crashes } = await spend(set, ['waiting'], 1, { subject: silent, scopes: ['usual'] });
  expect({ verdict, crashes }).toEqual({ verdict: 'violated', crashes: [] });
  expect(findings.map(({ trace }) => trace.violation)).toEqual([
    { kind: 'systemError', name: 'NoAnswer', where: 'up', at: 6 },
  ]);
  expect(await readCounterexamples(join(set.folder, 'counterexamples'))).toHaveLength(1);
});
