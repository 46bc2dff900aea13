import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-strategies-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const noStage =
  'authority cannot be raced: none of its systems has a stage, which orders statements; give a system of it a stage and `concurrent`, as in docs/guide/races.md';

test.each([
  [
    'queue --rounds 1 --strategies races',
    "unknown strategy 'races'; did you mean 'race'? There is: random, explore, drive, race",
  ],
  [
    'queue --rounds 1 --depth 2',
    '--depth, --preemptions and --use-cases describe races: add --strategies random,explore,drive,race',
  ],
  [
    'queue --rounds 1 --strategies random --use-cases',
    '--depth, --preemptions and --use-cases describe races: add --strategies random,race',
  ],
  ['authority --rounds 1 --strategies race', noStage],
  [
    'queue --rounds 1 --strategies race --systems sqlite',
    'queue on sqlite cannot be raced: the system has no stage, which orders statements; --systems postgres names what can be raced',
  ],
  [
    '--resume --strategies race',
    '--resume goes on with the last campaign unchanged: leave out subjects, systems, strategies and the duration',
  ],
])('overnight %s is refused in one line', async (args, line) => {
  const { code, out, err } = await runHere(['overnight', ...args.split(' ')], { cwd });
  expect([code, out, err]).toEqual([2, '', `faultbook: ${line}\n`]);
});
