import { expect } from 'vitest';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import { setUpContract } from '../../src/check/contract/contract-setup.ts';
import { witness } from '../../src/check/contract/witness.ts';
import type { LeaseQueueScope } from '../../src/model/lease-queue/state.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';

/** A bug that a library is known to have, with the version that mends it. */
export interface KnownBug<Preset> {
  readonly bad: string;
  readonly good: string;
  readonly preset: Preset;
  readonly promise: string;
  /** Within how many runs the bug is found, by the median of the seeds. */
  readonly mostRuns: number;
}

const seeds = [1, 2, 3, 4, 5];
const mostCommands = 6;

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/**
 * Expects that `check` finds the bug as it finds any other, and neither that nor another finding in the version that mends it;
 * and that its minimal runs break no promise there.
 */
export async function expectKnownBug(
  { bad, promise, mostRuns }: KnownBug<unknown>,
  system: string,
  withBug: LeaseQueueSubject,
  mended: LeaseQueueSubject,
  scope: LeaseQueueScope,
): Promise<void> {
  const options = { system, policies: {}, scope, length: 30 };
  const found: { readonly run: number; readonly commands: readonly LeaseQueueCommand[] }[] = [];
  for (const seed of seeds) {
    const { counterexample } = await check(withBug, { ...options, runs: 300, seed });
    if (counterexample === null) continue;
    const { violation, commands, recovery = [], foundBy } = counterexample;
    expect(violation.name).toBe(promise);
    found.push({ run: foundBy?.run ?? Number.POSITIVE_INFINITY, commands: [...commands, ...recovery] });
  }
  console.info(`${bad}: ${found.map(({ run, commands }) => `run ${run}, ${commands.length} commands`).join('; ')}`);
  // A seed that does not find the bug counts as endless runs.
  const runs = [...found.map(({ run }) => run), ...seeds.slice(found.length).map(() => Number.POSITIVE_INFINITY)];
  expect(median(runs)).toBeLessThanOrEqual(mostRuns);
  expect(median(found.map(({ commands }) => commands.length))).toBeLessThanOrEqual(mostCommands);
  const setup = setUpContract(mended, { system, scope });
  for (const { commands } of found) expect(await witness(setup, commands)).toBeNull();
  const { counterexample } = await check(mended, { ...options, runs: 100, seed: 1 });
  expect(counterexample).toBeNull();
}
