import { expect, test } from 'vitest';
import type { Stage, StageFault } from '../../src/kernel/stage.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { goWith } from './go.ts';
import { idleStage } from './idle-stage.ts';

const setup = goWith(async () => ({ type: 'went' }));

/** The only schedule of a race whose first runs have a fault: whether it counts, and how many runs it took. */
async function explore(
  faults: StageFault | readonly StageFault[],
  faultyRuns: number,
): Promise<{ strayed: string | null; runs: number }> {
  let runs = 0;
  const stage: Stage = {
    ...idleStage,
    // Two runs warm up.
    faults: () => ((runs += 1) <= faultyRuns + 2 ? [faults].flat() : []),
  };
  const race = { before: [], atOnce: [{ actor: 'a', commands: [{ type: 'go' as const, actor: 'a' }] }] };
  const { value } = await exploreRace({ setup, stage }, race, 0).next();
  if (typeof value === 'string' || value === undefined) throw new Error('there is no schedule');
  return { strayed: value.strayed, runs: runs - 2 };
}

const strays = { line: 'the server gave no answer', isOvertaking: false };
const overtakes = { line: 'a waited first', isOvertaking: true };

test('a run with a fault is repeated twice', async () => {
  expect(await explore(strays, 2)).toEqual({ strayed: null, runs: 3 });
  expect(await explore(strays, 3)).toEqual({ strayed: strays.line, runs: 3 });
});

test('a run in which the server served waiters out of order is repeated more often', async () => {
  expect(await explore(overtakes, 25)).toEqual({ strayed: null, runs: 26 });
  expect(await explore(overtakes, 26)).toEqual({ strayed: overtakes.line, runs: 26 });
});

test('what came of the wrong order of waiters may be reported before it', async () => {
  expect(await explore([strays, overtakes], 25)).toEqual({ strayed: null, runs: 26 });
});

test('the report of races has the statements that the stage could not split', async () => {
  const oneSteps = [{ statement: 'VACUUM', because: 'cannot run in a transaction' }];
  const stage: Stage = { ...idleStage, oneSteps: () => oneSteps, functions: () => ['claim'] };
  const report = await exploreRaces({ setup, stage }, { depth: 0, preemptions: 0 });
  expect(report).toMatchObject({ races: 1, oneSteps, functions: ['claim'] });
});
