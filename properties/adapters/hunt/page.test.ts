import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { huntPage } from './page.ts';
import type { HuntResult } from './results.ts';
import { readResults } from './results.ts';

const root = join(import.meta.dirname, '../../..');

const holds: HuntResult = {
  library: 'pg-boss',
  version: '12.9.0',
  system: 'pg-boss-groups',
  terms: '01234567',
  engine: 'race',
  runsAsked: null,
  suspended: ['groupHeld'],
  verdict: 'holds',
  runs: 4_000,
  commands: 30_000,
  seconds: 99.6,
  limitSeconds: 900,
  findings: [],
  note: '90 of 90 races',
  commit: '1a2b3c4',
};
const violated: HuntResult = {
  ...holds,
  suspended: [],
  verdict: 'violated',
  runs: 40,
  note: '7 of 90 races',
  findings: [{ promise: 'groupHeld', isPromise: true, rate: null, length: 2, run: ['submit j1', 'w1 fetch'] }],
};
const stopped: HuntResult = { ...holds, engine: 'check', suspended: [], verdict: 'stopped', runs: 77, note: null };
const unexplained: HuntResult = { ...violated, version: '12.10.0', system: 'pg-boss', engine: 'check' };
const page = huntPage([violated, holds, stopped, unexplained]);

test('the page has a cell for each system and engine', () => {
  expect(page).toContain(
    '| `pg-boss-groups` | no finding until the limit of 900 s, 77 runs | **groupHeld**, 40 schedules, 7 of 90 races, 100 s; then holds, 4,000 schedules, 90 of 90 races without `groupHeld`, 100 s |  |',
  );
  expect(page).toContain('measured at 1a2b3c4');
  expect(page.indexOf('## pg-boss 12.10.0')).toBeLessThan(page.indexOf('## pg-boss 12.9.0'));
});

test('the page has each finding with its run, and whether the finding is known', () => {
  const [head] = page.split('## pg-boss 12.10.0');
  expect(head).toContain('| `groupHeld` |  | 2 commands: submit j1 → w1 fetch | known: Two fetches');
  expect(head).toContain('| **not explained** |');
  expect(huntPage([holds])).toContain('None.');
});

test('the page in the documents is that of the results beside it', () => {
  const results = readResults(join(import.meta.dirname, 'results.jsonl'));
  expect(readFileSync(join(root, 'docs/explanation/hunt.md'), 'utf8')).toBe(huntPage(results));
});
