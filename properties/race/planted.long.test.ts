import { expect, test } from 'vitest';
import { racesWith } from './engine.ts';
import { plantedRaces } from './planted.ts';

test.each(plantedRaces.map((bug) => [bug.name, bug] as const))('found: %s', async (_name, bug) => {
  const { found, races, schedules, notCounted } = await racesWith(bug);
  expect(notCounted).toEqual({});
  expect(found).not.toBeNull();
  const { race, run, preemptions, violation } = found ?? {
    race: { before: [] },
    run: { steps: [] },
    preemptions: 0,
    violation: { kind: '' },
  };
  console.log(
    `${bug.name}: ${violation.kind} after ${schedules} schedules of ${races} races, ${race.before.length} commands before, ${run.steps.length} steps, ${preemptions} preemptions`,
  );
});
