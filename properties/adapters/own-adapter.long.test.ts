import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runHere } from '../cli/in-process.ts';
import { expectQuoted } from '../quoted.ts';

const guide = 'docs/guide/write-an-adapter.md';
const examples = join(import.meta.dirname, '../../examples');
const example = join(examples, 'own-adapter');
const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true });
});

async function check(cwd: string, ...args: readonly string[]): Promise<string> {
  return (await runHere(['check', '--subject', './subject.ts', '--no-counterexamples', ...args], { cwd })).out;
}

/** A copy of the example with a text in place of another one. */
function changed([file, text, by]: readonly [string, string, string]): string {
  const folder = mkdtempSync(join(examples, 'own-adapter-'));
  copies.push(folder);
  cpSync(example, folder, { recursive: true });
  const source = readFileSync(join(folder, file), 'utf8');
  expect(source.split(text)).toHaveLength(2);
  writeFileSync(join(folder, file), source.replace(text, by));
  return folder;
}

test('the adapter of the guide holds as it quotes', async () => {
  const verdict = /^holds: .*$/m.exec(await check(example, '--runs', '500'))?.[0] ?? 'no verdict';
  expectQuoted(guide, verdict);
});

const completes = 'await batchCompleteJobs(context, withPgClient, worker, [job]);';
const fails = "await batchFailJobs(context, withPgClient, worker, [{ job, message: 'failed' }]);";

/** What the guide changes, in its words, and the promise that it names. */
test.each([
  ['`complete` returns `true` and calls nothing', 'shownEnded', ['library.ts', completes, '']],
  ['`fail` calls `batchCompleteJobs`', 'kept', ['library.ts', fails, completes]],
  ['`maintain` is empty', 'progress', ['library.ts', 'resetLockedAt(context, withPgClient),', '(async () => {})(),']],
  ['`tick` is empty', 'progress', ['library.ts', 'moveTo(nowMs + ms)', 'moveTo(nowMs)']],
  ['`leaseMs: 14_400_002`', 'shownHeld', ['subject.ts', '14_400_001', '14_400_002']],
  ['no `waitsGrowBy`', 'progress', ['subject.ts', "waitsGrowBy: 'exp',", '']],
  ['`attempts: attempts + 1`', 'keepsTrying', ['subject.ts', '      attempts,', '      attempts: attempts + 1,']],
  ["`reportedBy: 'holder'`", 'shownHeld', ['subject.ts', "'anyone'", "'holder'"]],
] as const)('a check finds the change: %s', async (words, promise, change) => {
  const printed = await check(changed(change), '--runs', '300');
  expect(printed).toContain(`=> ${promise} is violated`);
  expectQuoted(guide, `| ${words} | \`${promise}\``);
});

test('a run of the guide is the same after a hundred others, and not without TRUNCATE', () => {
  const run = (cwd: string): string =>
    execFileSync(process.execPath, ['same-run.ts'], { cwd, encoding: 'utf8', stdio: 'pipe' });
  expectQuoted(guide, `\n${run(example)}`);
  const folder = changed(['library.ts', '(`TRUNCATE', '(`SELECT 1; --']);
  expect(() => run(folder)).toThrow(/Expected values to be strictly deep-equal/);
});
