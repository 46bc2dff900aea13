import { expect } from 'vitest';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import { setUpContract } from '../../src/check/contract/contract-setup.ts';
import { witness } from '../../src/check/contract/witness.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';

/** A bug that a library is known to have, with the version that mends it. */
export interface KnownBug<Preset> {
  readonly bad: string;
  readonly good: string;
  readonly preset: Preset;
  readonly promise: string;
}

const seeds = [1, 2, 3, 4, 5];
const mostCommands = 6;
const mostRuns = 100;

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/**
 * Expects that `check` finds the bug as it finds any other, and neither that nor another finding in the version that mends it;
 * and that its minimal runs break no promise there.
 */
export async function expectKnownBug(
  { bad, promise }: KnownBug<unknown>,
  system: string,
  withBug: LeaseQueueSubject,
  mended: LeaseQueueSubject,
): Promise<void> {
  const scope = scopeNamed(withBug, 'small');
  const options = { system, policies: {}, scope, length: 30 };
  const found: { readonly run: number; readonly commands: readonly LeaseQueueCommand[] }[] = [];
  for (const seed of seeds) {
    const { counterexample } = await check(withBug, { ...options, runs: 300, seed });
    expect(counterexample?.violation.name).toBe(promise);
    const { commands = [], recovery = [], foundBy } = counterexample ?? {};
    found.push({ run: foundBy?.run ?? Number.POSITIVE_INFINITY, commands: [...commands, ...recovery] });
  }
  console.info(`${bad}: ${found.map(({ run, commands }) => `run ${run}, ${commands.length} commands`).join('; ')}`);
  expect(median(found.map(({ run }) => run))).toBeLessThanOrEqual(mostRuns);
  expect(median(found.map(({ commands }) => commands.length))).toBeLessThanOrEqual(mostCommands);
  const setup = setUpContract(mended, { system, scope });
  for (const { commands } of found) expect(await witness(setup, commands)).toBeNull();
  const { counterexample } = await check(mended, { ...options, runs: 100, seed: 1 });
  expect(counterexample).toBeNull();
}
