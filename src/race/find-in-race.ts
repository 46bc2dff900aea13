import type { Command, Outcome } from '../kernel/model.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';
import type { Race } from '../kernel/race.ts';
import type { JudgedSchedule } from './explore-race.ts';
import { exploreRace } from './explore-race.ts';
import type { RecoveryStep } from './race-recovery.ts';
import type { RaceRun, RaceSetup } from './run-race.ts';
import { countStrikes } from './strikes.ts';

/** A race that went wrong, under the schedule with the fewest faults, preemptions and steps. */
export interface FoundRace<C extends Command = Command, O extends Outcome = Outcome> {
  readonly race: Race<C>;
  readonly run: Pick<RaceRun<C, O, unknown>, 'steps' | 'operations' | 'view' | 'choices' | 'thrown'>;
  readonly preemptions: number;
  readonly violation: RaceViolation;
  /** The recovery after the race, up to the violation. */
  readonly recovery: readonly RecoveryStep<C, O>[];
  /** The way of a contract by which the system recovered. */
  readonly way?: string;
}

/** The faults and preemptions of a schedule. */
interface Used {
  readonly preemptions: number;
  readonly run: Pick<RaceRun<Command, Outcome, unknown>, 'steps'>;
}

/** Whether a schedule has more faults than the other one, or as many, and more preemptions. */
function hasMore(one: Used, other: Used): boolean {
  const more = countStrikes(one.run.steps) - countStrikes(other.run.steps);
  return more === 0 ? one.preemptions > other.preemptions : more > 0;
}

/** What the schedules of a race have shown. */
export interface RaceSearch<C extends Command, O extends Outcome> {
  readonly found: FoundRace<C, O> | null;
  /** Whether the commands before the race ended as the model says. */
  readonly isReached: boolean;
  /** Whether it was stopped before it came to its end. */
  readonly isStopped: boolean;
  /** The schedules with fewer faults or preemptions than the found one; all of them where none is wrong. */
  readonly before: number;
}

/** Schedules of a race, one after the other, and at the end whether the commands before the race ended as the model says. */
type Judged<J> = AsyncGenerator<J, 'done' | 'notReached'>;

/**
 * Runs the schedules of a race, fewer faults and then fewer preemptions first, until one is wrong and no other one with as many of
 * both has fewer steps. `visit`: called with each, and says whether to go on.
 */
export function findInRace<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  preemptions: number,
  visit: (schedule: JudgedSchedule<C, O, View>) => boolean,
): Promise<RaceSearch<C, O>> {
  return findAmong(race, exploreRace(where, race, preemptions), {
    visit,
    isEnough: (schedule, found) => hasMore(schedule, found),
  });
}

/** Of these schedules the wrong one with the fewest faults, preemptions and steps. `isEnough`: after this one, none is better. */
export async function findAmong<C extends Command, O extends Outcome, View, J extends JudgedSchedule<C, O, View>>(
  race: Race<C>,
  judged: Judged<J>,
  {
    visit,
    isEnough,
  }: {
    visit(schedule: J): boolean;
    isEnough(schedule: J, found: FoundRace<C, O>): boolean;
  },
): Promise<RaceSearch<C, O>> {
  let found: FoundRace<C, O> | null = null;
  const schedules: Used[] = [];
  const search = (how: Partial<RaceSearch<C, O>>): RaceSearch<C, O> => ({
    found,
    isReached: true,
    isStopped: false,
    before: schedules.filter((one) => found === null || hasMore(found, one)).length,
    ...how,
  });
  for (;;) {
    const { done = false, value } = await judged.next();
    if (done || typeof value === 'string') return search({ isReached: value !== 'notReached' });
    const { run, preemptions: used, judgement } = value;
    const mayGoOn = visit(value);
    if (found !== null && isEnough(value, found)) return search({});
    schedules.push({ preemptions: used, run: { steps: run.steps } });
    const { violation = null, recovery = [], way } = judgement ?? {};
    const isShorter: boolean =
      found === null || hasMore(found, value) || (!hasMore(value, found) && run.steps.length < found.run.steps.length);
    if (violation !== null && isShorter)
      found = { race, run, preemptions: used, violation, recovery, ...(way !== undefined && { way }) };
    if (!mayGoOn) return search({ isStopped: true });
  }
}
