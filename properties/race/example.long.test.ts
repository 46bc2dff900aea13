import { expect, test } from 'vitest';
import { show } from '../../examples/race-your-own/subject.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { RacesReport } from '../../src/race/explore-races.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';

async function racesOn(system: 'app' | 'mended'): Promise<RacesReport> {
  const stage = await show.systems.find(({ name }) => name === system)?.stage?.();
  if (stage === undefined) throw new Error(`${system} has no stage`);
  try {
    const overlap = { address: (actor?: string): string => stage.address(actor) };
    const setup = setUp(show, { system, policies: {}, scope: {}, overlap });
    return await exploreRaces({ setup, stage }, { depth: 1, preemptions: 1 });
  } finally {
    await stage.close();
  }
}

test('an application in processes of its own sells a seat twice', async () => {
  const { found, notCounted } = await racesOn('app');
  expect(notCounted).toEqual({});
  expect(found?.violation.kind).toBe('notLinearizable');
  expect(found?.preemptions).toBe(1);
  expect(found?.run.operations.map(({ outcome }) => outcome?.type)).toEqual(['booked', 'booked']);
});

test('with the lock no schedule sells a seat twice', async () => {
  const { found, notCounted, isWhole } = await racesOn('mended');
  expect({ found, notCounted, isWhole }).toEqual({ found: null, notCounted: {}, isWhole: true });
});
