import type { Command, Outcome } from '../kernel/model.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import type { JudgedSchedule } from './explore-race.ts';
import { exploreRace, judgeRuns } from './explore-race.ts';
import { followSteps } from './footprint-moves.ts';
import type { RaceSetup } from './run-race.ts';
import type { Choice, Planner } from './schedule.ts';
import { preemptionsIn, usualChoice } from './schedule.ts';
import type { OrderSearch } from './source-sets.ts';
import { searchOrders } from './source-sets.ts';

/** More preemptions than a schedule can have: a run has fewer moves. */
export const allPreemptions = 500;

/** A schedule of a race, and its verdict. */
export interface JudgedOrder<C extends Command, O extends Outcome, View> extends JudgedSchedule<C, O, View> {
  /** Whether the run differs from an earlier one only in the order of independent moves: then it is not judged. */
  readonly isRedundant: boolean;
}

/**
 * Runs every schedule of a race, and of those that differ only in the order of independent moves one. Where an actor waits for
 * another one, and not for a lock of the database, all of them are run: such a wait is in no footprint.
 */
export async function* exploreOrders<State, C extends Command, O extends Outcome, View>(
  setup: RaceSetup<State, C, O, View>,
  race: Race<C>,
): AsyncGenerator<JudgedOrder<C, O, View>, 'done' | 'notReached'> {
  const where = { ...setup, footprints: true };
  const runPlanned = await judgeRuns(where, race);
  const search = searchOrders();
  const unresolved = new Set<string>();
  const planner = (): Planner => plannerOfSearch(search, where, (statement) => unresolved.add(statement));
  const isJudged = (): boolean => !search.isRedundant();
  let last: { readonly steps: readonly RaceStep[]; readonly choices: readonly Choice[] } = { steps: [], choices: [] };
  for (;;) {
    const choices = search.planned();
    const steps = last.steps.slice(0, Math.max(choices.length - 1, 0));
    const options = last.choices.slice(0, choices.length).map((choice) => choice.options);
    const made = await runPlanned({ choices, steps, options }, { planner, isJudged });
    if (made === 'notReached') return made;
    const { run } = made;
    const strayed = made.strayed ?? (search.isUnsteady() ? unsteady : null);
    if (hasWaitedOutside(run)) return yield* exploreAll(setup, race);
    const isRedundant = strayed === null && search.isRedundant();
    yield { ...made, strayed, isRedundant, preemptions: preemptionsIn(run.choices), unresolved: [...unresolved] };
    if (strayed === null) last = run;
    if (!search.advance({ isWhole: strayed === null })) return 'done';
  }
}

const unsteady =
  'the same statements touched other tables than in the run before, so that their order cannot be judged';

/** Runs every schedule, fewer preemptions first. */
async function* exploreAll<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
): AsyncGenerator<JudgedOrder<C, O, View>, 'done' | 'notReached'> {
  const all = exploreRace(where, race, allPreemptions);
  for (;;) {
    const { value, done } = await all.next();
    if (done === true) return value;
    yield { ...value, isRedundant: false };
  }
}

/** A run follows the search from its first move on. */
function plannerOfSearch(
  search: OrderSearch,
  { answers = false }: { readonly answers?: boolean },
  onUnresolved: (statement: string) => void,
): Planner {
  search.begin();
  const follow = followSteps({ answers });
  let current: string | null = null;
  return {
    next: (options) => search.next(options, usualChoice(options, current)),
    made(step, footprint) {
      current = step.actor;
      const move = follow(step, footprint);
      if (step.kind !== 'call' && move.footprint.isUnresolved) onUnresolved(step.statement);
      search.made(move);
    },
  };
}

/** Whether an actor could not go on within a command, and waited for no lock of the database. */
function hasWaitedOutside({
  steps,
  choices,
}: {
  readonly steps: readonly RaceStep[];
  readonly choices: readonly Choice[];
}) {
  const within = new Set<string>();
  let waiting: readonly string[] = [];
  return steps.some((step, at) => {
    within.add(step.actor);
    for (const actor of step.settled) within.delete(actor);
    if (step.kind !== 'call') waiting = step.waits.map(({ actor }) => actor);
    const next = choices[at + 1];
    return next !== undefined && [...within].some((one) => !next.options.includes(one) && !waiting.includes(one));
  });
}
