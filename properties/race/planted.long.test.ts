import { expect, test } from 'vitest';
import { racesWith } from './engine.ts';
import { plantedRaces } from './planted.ts';

test.each(plantedRaces.map((bug) => [bug.name, bug] as const))(
  'found: %s',
  async (name, bug) => {
    const { found, races, schedules, notCounted } = await racesWith(bug);
    expect(notCounted).toEqual({});
    if (found === null) throw new Error(`${name}: not found in ${schedules} schedules of ${races} races`);
    const { race, run, preemptions } = found;
    console.log(
      `${name}: ${schedules} schedules of ${races} races; ${race.before.length} commands before, ${run.steps.length} steps, ${preemptions} preemptions`,
    );
  },
  900_000,
);
