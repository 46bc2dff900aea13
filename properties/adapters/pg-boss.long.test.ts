import { describe, expect, test } from 'vitest';
import type { PgBossPresetName } from '../../src/adapters/pg-boss/presets.ts';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { check } from '../../src/check/check.ts';
import { setUpContract } from '../../src/check/contract/contract-setup.ts';
import { witness } from '../../src/check/contract/witness.ts';
import { pgBossPresets, pgBossSystem } from '../../src/subjects/lease-queue/pg-boss.ts';
import type { LeaseQueueSubject } from '../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';
import { areVersionsInstalled, loadPgBossVersion } from './versions.ts';

const system = 'pg-boss';

function subjectWith(preset: PgBossPresetName, version?: string): LeaseQueueSubject {
  const load = version === undefined ? {} : { load: () => loadPgBossVersion(version) };
  return leaseQueueOn([pgBossSystem({ name: system, ...pgBossPresets[preset], ...load })]);
}

test.each(Object.keys(pgBossPresets) as PgBossPresetName[])('%s keeps its terms in 300 runs', async (preset) => {
  const subject = subjectWith(preset);
  const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 300, length: 30, seed: 1 };
  const { counterexample, unsteady } = await check(subject, options);
  expect(counterexample).toBeNull();
  expect(unsteady).toEqual([]);
});

interface KnownBug {
  readonly bad: string;
  readonly good: string;
  readonly preset: PgBossPresetName;
  readonly promise: string;
}

/** Found in no other way than any finding: the contract knows none of them. */
const knownBugs: readonly KnownBug[] = [
  { bad: '12.34.0', good: '12.35.0', preset: 'pg-boss', promise: 'shownHeld' },
  { bad: '12.25.1', good: '12.26.0', preset: 'pg-boss-backoff', promise: 'waits' },
];

const seeds = [1, 2, 3, 4, 5];
const mostCommands = 6;

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

describe.runIf(areVersionsInstalled())('known bugs of pg-boss', () => {
  test.each(knownBugs)('$bad: $promise is broken, and kept in $good', async ({ bad, good, preset, promise }) => {
    const subject = subjectWith(preset, bad);
    const scope = scopeNamed(subject, 'small');
    const found: { readonly run: number; readonly commands: readonly LeaseQueueCommand[] }[] = [];
    for (const seed of seeds) {
      const { counterexample } = await check(subject, { system, policies: {}, scope, runs: 300, length: 30, seed });
      expect(counterexample?.violation.name).toBe(promise);
      const { commands = [], recovery = [], foundBy } = counterexample ?? {};
      found.push({ run: foundBy?.run ?? Number.POSITIVE_INFINITY, commands: [...commands, ...recovery] });
    }
    console.info(`${bad}: ${found.map(({ run, commands }) => `run ${run}, ${commands.length} commands`).join('; ')}`);
    expect(median(found.map(({ run }) => run))).toBeLessThanOrEqual(100);
    expect(median(found.map(({ commands }) => commands.length))).toBeLessThanOrEqual(mostCommands);
    const setup = setUpContract(subjectWith(preset, good), { system, scope });
    for (const { commands } of found) expect(await witness(setup, commands)).toBeNull();
    const mended = await check(subjectWith(preset, good), {
      system,
      policies: {},
      scope,
      runs: 100,
      length: 30,
      seed: 1,
    });
    expect(mended.counterexample).toBeNull();
  });
});
