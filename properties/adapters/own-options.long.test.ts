import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lacksRedis } from '../../src/real/database/redis-server.ts';
import { runHere } from '../cli/in-process.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/check-the-queue-that-you-run.md'), 'utf8');
const examples = join(import.meta.dirname, '../../examples');
const example = join(examples, 'own-options');
const mended = mkdtempSync(join(examples, 'own-options-'));
afterAll(() => rmSync(mended, { recursive: true }));

/** What the guide quotes that begins so. */
function quoted(begin: string): string {
  const block = guide.split(/^```\n/m).find((one) => one.startsWith(begin));
  return block?.trimEnd() ?? 'no such block';
}

async function check(cwd: string, args: readonly string[]): Promise<string> {
  return (await runHere(['check', ...args, '--no-counterexamples'], { cwd })).out;
}

test('the functions of the guide are found wrong as it quotes, and right once mended', async () => {
  const wrong = await check(example, ['--subject', './subject.ts', '--shrink-seconds', '60']);
  expect(wrong).toContain(quoted('scope small'));
  cpSync(example, mended, { recursive: true });
  const path = join(mended, 'mail.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace('job.id', 'job as never'));
  expect(await check(mended, ['--subject', './subject.ts', '--runs', '300'])).toContain(quoted('holds'));
});

test.runIf(lacksRedis() === null)('BullMQ with options and functions of its user keeps its terms', async () => {
  expect(await check(example, ['--subject', './bullmq-subject.ts', '--runs', '300'])).toContain('holds: no violation');
});

test('graphile-worker with options and functions of its user keeps its terms', async () => {
  const args = ['--subject', './graphile-worker-subject.ts', '--runs', '300', '--suspend', 'progress'];
  expect(await check(example, args)).toContain('holds: no violation');
});
