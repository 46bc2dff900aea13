import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-width-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Lines that are wider than 80 columns, and are no single word such as a path, and no command to be copied. */
function wideLines(printed: string): string[] {
  return printed
    .split('\n')
    .filter((line) => line.length > 80 && line.trim().includes(' ') && !line.includes('npx faultbook '));
}

test.each([
  'check booking --runs 50 --explored --clients 1',
  'check authority --without fencing --scope small --runs 300 --no-counterexamples --verbose',
  'explore queue --faults 0 --attempts 2 --without fencing --verbose',
  'explore queue --workers-in-model 1 --faults 0 --system sqlite',
  'ablate booking --scope small --max-states 200',
])('%s prints no line of more than 80 columns', async (args) => {
  const { out } = await runHere(args.split(' '), { cwd });
  expect(out.split('\n').length).toBeGreaterThan(1);
  expect(wideLines(out)).toEqual([]);
});

test('an exploration with a violation names the check that keeps such a run', async () => {
  const args = 'explore queue --faults 0 --attempts 2 --without fencing';
  const { out } = await runHere(args.split(' '), { cwd });
  expect(out.trimEnd().split('\n').at(-1)).toBe(
    'to keep a run:  npx faultbook check queue --without fencing --scope small --faults 0 --attempts 2',
  );
});
