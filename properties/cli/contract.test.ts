import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { errorsIn } from '../database/checks.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-contract-'));
afterAll(() => rmSync(cwd, { recursive: true }));

function run(args: string): Promise<Ended> {
  return runHere(args.split(' '), { cwd });
}

describe('a subject of a contract', () => {
  test('is checked where it is named', async () => {
    const { code, out, err } = await run('check lease-queue --runs 300 --no-counterexamples');
    // A slow check prints its progress.
    expect({ code, err: errorsIn(err) }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^lease-queue on memory, all policies on, all scopes, seed 1\n/);
    expect(out).toMatch(/\nholds: no violation in 300 runs \([\d,]+ commands, 2 scopes\): a sample, no proof\n$/);
  });

  test('is stressed where it is named, and judged by its promises', async () => {
    const { code, out } = await run('stress lease-queue --max-rounds 20 --no-counterexamples');
    expect(code).toBe(0);
    expect(out).toMatch(/\nholds: the contract allows an order of each of 20 rounds: a sample, no proof\n$/);
  });

  test('is checked in a campaign where it is named', async () => {
    const { code, out } = await run('overnight lease-queue --rounds 1 --workers 1');
    expect(code).toBe(0);
    expect(out).toMatch(/^holds: no new finding in 500 runs: a sample, no proof\n/);
  });

  test.each([
    [
      'explore lease-queue',
      'lease-queue has a contract and no model, and explore takes models; check, replay, promote',
    ],
    [
      'explore queue lease-queue',
      'lease-queue has a contract and no model, and explore takes models; check, replay, promote',
    ],
    ['ablate lease-queue', 'lease-queue has a contract and no model, and ablate takes models; check, replay, promote'],
    ['sweep lease-queue', 'lease-queue has a contract and no model, and sweep takes models; check, replay, promote'],
    [
      'overnight lease-queue --rounds 1 --strategies explore,drive',
      'lease-queue has a contract and no model: no explore and no drive of it',
    ],
    ['race lease-queue --system memory', 'the system memory of lease-queue has no stage'],
    ['check queue --shrink-seconds 5', 'queue has a model, by which its findings are shrunk: --shrink-seconds is'],
    ['check lease-queue --shrink-seconds -1', 'option .--shrink-seconds'],
    ['stress queue --suspend exclusive', 'queue has a model, and no promise that could be suspended'],
    ['check queue --suspend exclusive', 'queue has a model, and no promise that could be suspended'],
    [
      'check lease-queue --suspend nope',
      'nope cannot be suspended: it is no promise of lease-queue, which has answers',
    ],
  ])('%s is refused in one line', async (args, line) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(new RegExp(`^faultbook: ${line}[^\n]*\n$`));
  });
});
