import { describe, expect, test } from 'vitest';
import type { CheckOptions, CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { exploreFirst } from '../../src/cli/explored.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';

const authority = subjectOf('authority');
const policies = allPolicies(authority);
const { crowd: scope = {} } = authority.scopes;

function checkCrowd(more: Partial<CheckOptions>): Promise<CheckReport> {
  return check(authority, { system: 'sqlite', policies, scope, runs: 100, length: 20, seed: 3, ...more });
}

async function runsOf(runs: number): Promise<string[]> {
  const taken: string[] = [];
  const startRun = (commands: readonly object[]): void => void taken.push(JSON.stringify(commands));
  await checkCrowd({ runs, listener: { startRun, see: () => undefined, reachKnown: () => undefined } });
  return taken;
}

describe('a check of a scope whose states are all explored before its runs', () => {
  test('drives every transition in the end, which guessing does not', async () => {
    const { exploration } = await checkCrowd({ runs: 200 });
    expect(exploration).toMatchObject({ isWhole: true, transitions: { seen: 183, of: 183, share: 1 } });
    const { exploration: guessed } = await checkCrowd({ runs: 200, generation: { steerRate: 0 } });
    expect(guessed?.transitions?.share).toBeLessThan(0.9);
  });

  test('counts the transitions as the runs have driven them', async () => {
    const explored = await exploreFirst(authority, {
      policies,
      scope,
      maxStates: 1_000,
      signal: new AbortController().signal,
    });
    const { exploration, seen } = await checkCrowd({ runs: 12, explored });
    expect(exploration?.transitions?.seen).toBeGreaterThan(50);
    expect(exploration?.transitions).toEqual(seen?.edges);
  });

  test('begins with the runs of a shorter check', async () => {
    const few = await runsOf(15);
    expect(few).toHaveLength(15);
    expect((await runsOf(40)).slice(0, 15)).toEqual(few);
  });

  test('tours no scope before a check of so many runs explores all of it', async () => {
    const { overlap = {} } = authority.scopes;
    const how = { scope: overlap, generation: { steerRate: 1 } };
    expect(await checkCrowd({ ...how, runs: 20 })).toMatchObject({
      exploration: { isWhole: false, transitions: null },
    });
    expect(await checkCrowd({ ...how, runs: 40 })).toMatchObject({ exploration: { isWhole: true } });
  });
});
