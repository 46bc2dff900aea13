import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runTests } from '../../src/corpus/promoted/run-tests.ts';

test('tests that are interrupted leave nothing behind in the temporary folder', async () => {
  // Within this clone, where vitest is found.
  const parent = join(import.meta.dirname, '../../node_modules/.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'hanging-tests-'));
  const temporary = mkdtempSync(join(tmpdir(), 'faultbook-run-tests-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    for (const made of [folder, temporary]) rmSync(made, { recursive: true });
  });
  const code = `
    import { mkdtempSync, writeFileSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    import { join } from 'node:path';
    import { test } from 'vitest';
    test('hangs', () => {
      mkdtempSync(join(tmpdir(), 'left-'));
      writeFileSync(${JSON.stringify(join(folder, 'begun'))}, '');
      return new Promise(() => {});
    });
  `;
  writeFileSync(join(folder, 'hanging.test.js'), code);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  vi.stubEnv('TMPDIR', temporary);
  const stop = new AbortController();
  const run = runTests(folder, stop.signal);
  while (!existsSync(join(folder, 'begun'))) await wait(20);
  stop.abort();
  await run;
  expect(readdirSync(temporary)).toEqual([]);
});
