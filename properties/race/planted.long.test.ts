import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { plantedRaces } from '../planted/race/bugs.ts';
import type { PlantedRace } from '../planted/race/planted-race.ts';
import { subjectWith } from '../planted/race/planted-race.ts';
import { racesWith } from './engine.ts';
import { searchBug } from './orders/bug-searches.ts';

/** What commands one after the other find, in 300 runs. */
async function checked(subject: AnySubject, { scope, whyUnchecked }: PlantedRace): Promise<unknown> {
  if (whyUnchecked !== undefined) return null;
  const policies = allPolicies(subject);
  const report = await check(subject, { system: 'postgres', policies, scope, runs: 300, length: 30, seed: 1 });
  return report.counterexample;
}

test('no check finds the bugs whose smallest race is not searched', async () => {
  for (const bug of plantedRaces.filter(({ shortest }) => shortest === null))
    expect(await checked(subjectWith(bug), bug)).toBeNull();
});

test.each(plantedRaces.filter(({ shortest }) => shortest !== null).map((bug) => [bug.name, bug] as const))(
  'found by a race, and by no check: %s',
  async (_name, bug) => {
    const subject = subjectWith(bug);
    expect(await checked(subject, bug)).toBeNull();
    const { found, schedules, notCounted } = await racesWith(bug);
    expect(notCounted).toEqual({});
    const shortest = found && {
      schedules,
      before: found.race.before.length,
      steps: found.run.steps.length,
      preemptions: found.preemptions,
      violation: found.violation.kind,
    };
    expect(shortest).toEqual(bug.shortest);
    if (found === null) return;
    const { orders, all, random } = await searchBug(bug, found.race);
    expect([...all.strayed, ...orders.strayed]).toEqual([]);
    expect(orders.outcomes).toEqual(all.outcomes);
    expect(orders.wrong).toBeGreaterThan(0);
    expect(random.wrong).toBeGreaterThan(0);
  },
);
