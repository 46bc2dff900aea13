import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { pgBoss } from './pg-boss.ts';

test('pg-boss 12.38.0: two fetches at once lease two jobs of a group that allows one', async () => {
  const { counterexample } = await check(pgBoss, {
    system: 'pg-boss',
    policies: {},
    scope: {},
    runs: 100,
    length: 20,
    seed: 1,
  });
  expect(counterexample).toBeNull();

  const stage = await pgBoss.systems[0]?.stage?.();
  if (stage === undefined) throw new Error('pg-boss has no stage');
  try {
    const overlap = { address: (actor: string): string => stage.address(actor) };
    const setup = setUp(pgBoss, { system: 'pg-boss', policies: {}, scope: {}, overlap });
    const { found, notCounted } = await exploreRaces({ setup, stage }, { depth: 2, preemptions: 1 });
    expect(notCounted).toEqual({});
    expect(found?.race.before.map(({ type }) => type)).toEqual(['send', 'send']);
    expect(found?.run.operations.map(({ outcome }) => outcome?.type)).toEqual(['fetched', 'fetched']);
    expect(found?.preemptions).toBe(1);
  } finally {
    await stage.close();
  }
});
