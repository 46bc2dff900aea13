import type { Command, Outcome } from '../../../src/kernel/model.ts';
import type { Race } from '../../../src/kernel/race.ts';
import type { JudgedSchedule } from '../../../src/race/explore-race.ts';
import { exploreRace } from '../../../src/race/explore-race.ts';
import { exploreRandom } from '../../../src/race/explore-random.ts';
import { actorsOfRace } from '../../../src/race/race.ts';
import type { PlantedRace } from '../../planted/race/planted-race.ts';
import { subjectWith } from '../../planted/race/planted-race.ts';
import { onStage } from '../engine.ts';
import type { ShownByRace } from './compare.ts';
import { showAll, showOrders } from './compare.ts';

/** A race of a planted bug under each search. */
export interface BugSearches {
  readonly bounded: Hits;
  readonly orders: ShownByRace;
  readonly all: ShownByRace;
  readonly random: Hits;
}

interface Hits {
  readonly runs: number;
  readonly wrong: number;
  /** The number of the first wrong run; 0: there is none. */
  readonly first: number;
}

/** So many random schedules are drawn. */
const draws = 100;

export async function searchBug(bug: PlantedRace, race: Race): Promise<BugSearches> {
  const subject = subjectWith(bug);
  const { useCases } = subject;
  return onStage(subject, { scope: bug.scope, ...(bug.useCases === true && { useCases }) }, async (staged) => {
    await staged.stage.admit(actorsOfRace(staged.setup.model, race));
    const random = { runs: draws, depth: 2, seed: 1, onBound: () => undefined };
    return {
      bounded: await hitsOf(exploreRace(staged, race, 1)),
      orders: await showOrders(staged, race),
      all: await showAll(staged, race),
      random: await hitsOf(exploreRandom(staged, race, random), 1),
    };
  });
}

/** `skipped`: so many runs at the start are none of the search. */
async function hitsOf(
  judged: AsyncGenerator<Pick<JudgedSchedule<Command, Outcome, unknown>, 'strayed' | 'judgement'>>,
  skipped = 0,
): Promise<Hits> {
  let [runs, wrong, first] = [-skipped, 0, 0];
  for await (const { judgement } of judged) {
    runs += 1;
    if (runs < 1 || (judgement?.violation ?? null) === null) continue;
    wrong += 1;
    if (first === 0) first = runs;
  }
  return { runs, wrong, first };
}
