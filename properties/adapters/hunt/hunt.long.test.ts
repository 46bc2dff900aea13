import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Hunted } from './hunted.ts';
import { huntedSystem } from './hunted.ts';
import { memorySystems } from './memory-subject.ts';
import { huntPage } from './page.ts';
import type { HuntResult } from './results.ts';
import { appendResult, readResults } from './results.ts';
import { runProgram } from './run-program.ts';
import type { Task } from './run-searches.ts';
import { runTask } from './run-searches.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'faultbook-hunt-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Searches as `npm run hunt` does. */
async function searched(
  { name, engine }: { readonly name: string; readonly engine: Task['engine'] },
  { runs = 200, limitSeconds = 600 },
): Promise<HuntResult[]> {
  const path = join(folder, `${name}-${engine}-${runs}.jsonl`);
  await runTask(
    { hunted: huntedNamed(name), engine },
    {
      runs,
      limitSeconds,
      commit: '1a2b3c4',
      signal: new AbortController().signal,
      results: [],
      run: (args, how) => runProgram([join(root, 'bin/faultbook.js'), ...args], { folder: root, ...how }),
      onSearch: () => undefined,
      keep: (result) => appendResult(path, result),
    },
  );
  return readResults(path);
}

function huntedNamed(name: string): Hunted {
  const kind = memorySystems.find((one) => one.name === name);
  if (kind === undefined) throw new RangeError(`there is no queue ${name} in memory`);
  const file = 'properties/adapters/hunt/memory-subject.ts#memoryQueues';
  return huntedSystem(kind, { library: 'memory', version: '1.0.0', subject: { file, environment: {} } });
}

test('a library without a finding is written down', async () => {
  expect(await searched({ name: 'sound', engine: 'check' }, {})).toMatchObject([{ verdict: 'holds', runs: 200 }]);
});

test('a finding is written down, and a search without its promise', async () => {
  const [first, second] = await searched({ name: 'takes-late-reports', engine: 'check' }, {});
  expect(first).toMatchObject({ verdict: 'violated', suspended: [], commit: '1a2b3c4' });
  const [finding] = first?.findings ?? [];
  expect(finding).toMatchObject({ isPromise: true, rate: { shown: 5, of: 5 } });
  expect(finding?.run).toHaveLength(finding?.length ?? 0);
  expect(finding?.run[0]).toMatch(/^submit j\d/);
  expect(second?.suspended).toEqual([finding?.promise]);
});

test('a stress of a library is written down', async () => {
  const [result] = await searched({ name: 'sound', engine: 'stress' }, {});
  expect(result).toMatchObject({ engine: 'stress', verdict: 'holds', runsAsked: null });
  expect(result?.runs).toBeGreaterThan(0);
});

test('a search that its limit stops says so', async () => {
  const results = await searched({ name: 'sound', engine: 'check' }, { runs: 10_000_000, limitSeconds: 20 });
  expect(results).toMatchObject([{ verdict: 'stopped', limitSeconds: 20 }]);
  expect(results[0]?.runs).toBeGreaterThan(0);
  expect(huntPage(results)).toContain('no finding until the limit of 20 s');
});
