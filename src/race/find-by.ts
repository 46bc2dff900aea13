import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import type { JudgedOrder } from './explore-orders.ts';
import { allPreemptions, exploreOrders } from './explore-orders.ts';
import type { JudgedSchedule } from './explore-race.ts';
import type { RandomSchedules } from './explore-random.ts';
import { exploreRandom } from './explore-random.ts';
import type { RaceSearch } from './find-in-race.ts';
import { findAmong, findInRace } from './find-in-race.ts';
import type { RaceSetup } from './run-race.ts';

/**
 * Which schedules of a race are run.
 * - `bounded`: each with at most so many preemptions, and with a fault where faults strike.
 * - `all`: the same, and then of all schedules without a fault one for each order of dependent moves.
 * - `unreduced`: all schedules.
 * - `random`: drawn by priorities.
 */
export type ScheduleSearch =
  | { readonly kind: 'bounded' | 'all'; readonly preemptions: number }
  | { readonly kind: 'unreduced' }
  | ({ readonly kind: 'random' } & RandomSchedules);

/** What the schedules of a race have shown. */
export interface FoundBySearch<C extends Command, O extends Outcome> extends RaceSearch<C, O> {
  /** With which probability random schedules find a violation of their depth, at least. */
  readonly bound: number | null;
}

/** Why a schedule was run. `order`: by the search of all; `redundant`: in another order this search had run it before. */
export type ScheduleRole = 'schedule' | 'order' | 'redundant';

/** Called with each schedule. Returns whether to go on. */
type Visit<C extends Command, O extends Outcome, View> = (
  schedule: JudgedSchedule<C, O, View>,
  role: ScheduleRole,
) => boolean;

/** Runs schedules of a race, and finds the wrong schedule with the fewest preemptions, and then steps. */
export async function findBy<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  schedules: ScheduleSearch,
  visit: Visit<C, O, View>,
): Promise<FoundBySearch<C, O>> {
  const visitBounded = (schedule: JudgedSchedule<C, O, View>): boolean => visit(schedule, 'schedule');
  if (schedules.kind === 'random') {
    let bound = 0;
    const judged = exploreRandom(where, race, { ...schedules, onBound: (own) => void (bound = own) });
    const options = { visit: visitBounded, isEnough: () => true };
    return { ...(await findAmong<C, O, View, JudgedSchedule<C, O, View>>(race, judged, options)), bound };
  }
  return { ...(await findAll(where, race, schedules, visit)), bound: null };
}

async function findAll<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  schedules: Exclude<ScheduleSearch, { readonly kind: 'random' }>,
  visit: Visit<C, O, View>,
): Promise<RaceSearch<C, O>> {
  const visitBounded = (schedule: JudgedSchedule<C, O, View>): boolean => visit(schedule, 'schedule');
  if (schedules.kind === 'unreduced') return findInRace(where, race, allPreemptions, visitBounded);
  const bounded = await findInRace(where, race, schedules.preemptions, visitBounded);
  const isEnd = bounded.found !== null || bounded.isStopped || !bounded.isReached;
  if (schedules.kind === 'bounded' || isEnd) return bounded;
  // The orders of dependent moves are those without a fault.
  const { strikes: _strikes, ...withoutStrikes } = where;
  const orders = await findAmong<C, O, View, JudgedOrder<C, O, View>>(race, exploreOrders(withoutStrikes, race), {
    visit: (schedule) => visit(schedule, schedule.isRedundant ? 'redundant' : 'order'),
    isEnough: () => false,
  });
  if (orders.found === null || orders.isStopped) return orders;
  // Another schedule with this order of dependent moves may have fewer preemptions.
  const fewest = await findInRace(withoutStrikes, race, orders.found.preemptions, visitBounded);
  return { ...fewest, found: fewest.found ?? orders.found };
}
