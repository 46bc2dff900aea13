import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { subjectOf } from '../../src/subjects/index.ts';
import { expectSameReports } from './same-reports.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-reach-long-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['queue', undefined],
  ['booking', undefined],
  ['authority', undefined],
  ['queue', 'fencing'],
  ['booking', 'versionCheck'],
])('a check of %s without %s says the same cold, warm, and several runs at once', async (name, off) => {
  const cache = join(root, `${name}-${off}`);
  await expectSameReports(subjectOf(name), { runs: 1_000, cache, ...(off !== undefined && { off }) });
});
