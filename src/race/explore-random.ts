import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import { drawStrike } from './draw-strike.ts';
import type { JudgedSchedule } from './explore-race.ts';
import { hasParked, judgeRuns } from './explore-race.ts';
import { drawPriorities, pctBound } from './pct.ts';
import type { RaceSetup } from './run-race.ts';
import type { Planner } from './schedule.ts';
import { plannerOf, preemptionsIn } from './schedule.ts';

/** Random schedules of each race. */
export interface RandomSchedules {
  readonly runs: number;
  /** As in `PctOptions`. */
  readonly depth: number;
  readonly seed: number;
}

/**
 * Runs the usual schedule of a race, which says how many moves there are, and then random ones. Where faults strike, one strikes
 * in every second of them.
 */
export async function* exploreRandom<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  schedules: RandomSchedules & { onBound(bound: number): void },
): AsyncGenerator<JudgedSchedule<C, O, View>, 'done' | 'notReached'> {
  const { runs, depth, seed, onBound } = schedules;
  // The same schedules, whichever races came before.
  const random = xoroshiro128plus(fingerprintOf(race, { seed }).low);
  const { answers = false, starts = answers, strikes } = where;
  const runPlanned = await judgeRuns(where, race);
  const actors = race.atOnce.map(({ actor }) => actor);
  let moves = 0;
  /** The runs without a fault that were drawn from as many moves. */
  let drawn = 0;
  for (let made = 0; made <= runs; made += 1) {
    const priorities = made === 0 ? () => plannerOf([]) : drawPriorities({ actors, moves, depth }, random);
    const isStruck = strikes !== undefined && made > 0 && made % 2 === 0;
    const struck = isStruck ? drawStrike(race, strikes, moves, random) : null;
    const planner = struck === null ? priorities : (): Planner => struck(priorities());
    const judged = await runPlanned({ choices: [], steps: [], options: [] }, { planner, isJudged: () => true });
    if (judged === 'notReached') return judged;
    const { steps, choices } = judged.run;
    yield { ...judged, preemptions: preemptionsIn(choices) };
    if (!starts && hasParked(steps)) return yield* exploreRandom({ ...where, starts: true }, race, schedules);
    if (steps.length > moves) drawn = 0;
    else if (!isStruck) drawn += 1;
    moves = Math.max(moves, steps.length);
  }
  onBound(pctBound({ actors, moves, depth }, drawn));
  return 'done';
}
