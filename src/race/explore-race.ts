import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import type { StageFault } from '../kernel/stage.ts';
import { firstOf } from '../kernel/use-case.ts';
import type { NamedState } from '../linearize/named-state.ts';
import type { RaceJudgement } from './judge-run.ts';
import { judgeRun, findStart } from './judge-run.ts';
import { racingActorOf } from './race.ts';
import { rememberRecoveries } from './recoveries.ts';
import type { RaceRun, RaceSetup } from './run-race.ts';
import { runRace, runRaceThen } from './run-race.ts';
import type { Choice, PlannedStrike, Planner } from './schedule.ts';
import { deviationsOf, plannerOf, preemptionsIn } from './schedule.ts';
import { strikesInRun } from './strikes.ts';

/** A race under a schedule, and its verdict. */
export interface JudgedSchedule<C extends Command, O extends Outcome, View> {
  readonly run: RaceRun<C, O, View>;
  readonly preemptions: number;
  /** `null`: the run strayed from its schedule, also when it was repeated, or cannot be trusted. */
  readonly judgement: RaceJudgement<C, O> | null;
  /** Why the run strayed, in a line. */
  readonly strayed: string | null;
  /** Statements that may touch everything, where it is followed what each touches. */
  readonly unresolved?: readonly string[];
}

/** How many times a schedule is repeated where its run strayed. */
const mostRetries = 2;

/** How many times it is repeated where the server served those that waited for a lock out of order, which is up to chance. */
const mostOvertakings = 25;

/** So many runs may be needed until connections are open and statements prepared. */
const mostWarmUps = 4;

/** A schedule that is still to run: its first choices, and the steps with which its run begins. */
export interface Plan {
  readonly choices: readonly string[];
  readonly steps: readonly RaceStep[];
  /** Who could go on at each of the choices. */
  readonly options: readonly (readonly string[])[];
  /** The moves among them at which a fault strikes; by default none. */
  readonly strikes?: readonly PlannedStrike[];
}

/**
 * Runs every schedule of a race with at most this number of preemptions, and as many faults as `where` has at most, fewer faults
 * and then fewer preemptions first, and judges each. Where a call waits for another one, the order in which calls wait matters: then
 * it begins again, with starts as moves. The returned value says whether the commands before the race ended as the model says.
 */
export async function* exploreRace<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  mostPreemptions: number,
): AsyncGenerator<JudgedSchedule<C, O, View>, 'done' | 'notReached'> {
  const runPlanned = await judgeRuns(where, race);
  const { answers = false, starts: hasStarts = answers } = where;
  const { most: mostStrikes = 0 } = where.strikes ?? {};
  const byStrikes = Array.from({ length: mostStrikes + 1 }, () =>
    Array.from({ length: mostPreemptions + 1 }, (): Plan[] => []),
  );
  byStrikes[0]?.[0]?.push({ choices: [], steps: [], options: [] });
  for (const waiting of byStrikes.flat()) {
    for (let planned = waiting.shift(); planned !== undefined; planned = waiting.shift()) {
      const made = await runPlanned(planned);
      if (made === 'notReached') return made;
      const { run, strayed, judgement } = made;
      yield { run, strayed, judgement, preemptions: preemptionsIn(run.choices) };
      if (!hasStarts && hasParked(run.steps))
        return yield* exploreRace({ ...where, starts: true }, race, mostPreemptions);
      if (strayed !== null) continue;
      const { strikes = [] } = planned;
      for (const choices of deviationsOf(run.choices, planned.choices.length, mostPreemptions))
        add(run, { choices, strikes }, preemptionsOf(choices, run, mostPreemptions));
      if (where.strikes === undefined || strikes.length === mostStrikes) continue;
      for (const { choices, strike } of strikesInRun(race, run, planned, where.strikes))
        add(run, { choices, strikes: [...strikes, strike] }, preemptionsIn(run.choices.slice(0, choices.length)));
    }
  }
  return 'done';

  function add(
    { steps, choices: made }: Pick<RaceRun<C, O, View>, 'steps' | 'choices'>,
    plan: Pick<Plan, 'choices' | 'strikes'>,
    preemptions: number,
  ): void {
    const { choices, strikes = [] } = plan;
    byStrikes[strikes.length]?.[preemptions]?.push({
      ...plan,
      steps: steps.slice(0, choices.length - 1),
      options: made.slice(0, choices.length).map(({ options }) => options),
    });
  }
}

/** A run, with its verdict, and the number of its preemptions left open. */
type JudgedRun<C extends Command, O extends Outcome, View> = Omit<JudgedSchedule<C, O, View>, 'preemptions'>;

interface RunOptions {
  /** Who goes on; by default the actors of the plan, and then the usual ones. */
  planner(): readonly string[] | Planner;
  /** Whether the run that was made is worth a verdict. */
  isJudged(): boolean;
}

/** Makes runs of a race, as they are planned, and judges each. `notReached`: the commands before it did not end as the model says. */
export async function judgeRuns<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
): Promise<(planned: Plan, options?: RunOptions) => Promise<JudgedRun<C, O, View> | 'notReached'>> {
  await getReady(where, race);
  const { beginnings } = where;
  const startAfter = rememberStarts(where, race);
  const recoverAfter = rememberRecoveries(where);
  async function make(
    at: RaceSetup<State, C, O, View>,
    planned: Plan,
    options?: RunOptions,
  ): Promise<JudgedRun<C, O, View> | 'notReached'> {
    let isReached = true;
    const { planner = () => plannerOf(planned.choices, planned.strikes), isJudged = () => true } = options ?? {};
    const made = await runAsPlanned(at, race, { ...planned, planner }, async (run, system) => {
      const start = await startAfter(run.before);
      isReached = start.length > 0;
      if (!isReached || !isJudged()) return null;
      return judgeRun(where.setup, start, run, (ends) => recoverAfter(run, ends, system));
    });
    return made.strayed === null && !isReached ? 'notReached' : made;
  }

  return async (planned, options) => {
    const made = await make(where, planned, options);
    if (made === 'notReached' || made.run.isFromStart || !isWrong(made)) return made;
    // A run that is wrong counts only from the first command.
    const repeated = await make(fromStart(where), planned, options);
    if (repeated === 'notReached' || isWrong(repeated)) return repeated;
    beginnings?.giveUp();
    return { ...repeated, judgement: null, strayed: repeated.strayed ?? rightFromStart };
  };
}

/** Why a run does not count whose system began where another one had taken the commands before. */
const rightFromStart = 'it was wrong from the rows that were put back, and right from the first command';

function isWrong({ judgement }: Pick<JudgedRun<Command, Outcome, unknown>, 'judgement'>): boolean {
  return (judgement?.violation ?? null) !== null;
}

/** The same, where each run takes the commands before a race. */
function fromStart<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
): RaceSetup<State, C, O, View> {
  return { ...where, beginnings: undefined };
}

/** Whether a call has waited for another one before its first statement, as for the connection of a pool. */
export function hasParked(steps: readonly RaceStep[]): boolean {
  return steps.some((step) => step.kind === 'call' && step.settled.length === 0);
}

/** The preemptions of a schedule that leaves this run at its last choice. */
function preemptionsOf(
  choices: readonly string[],
  { choices: made }: Pick<RaceRun<Command, Outcome, unknown>, 'choices'>,
  most: number,
): number {
  const at = choices.length - 1;
  const last = made[at];
  const before = preemptionsIn(made.slice(0, at));
  if (last === undefined) return most;
  return before + preemptionsIn([{ ...last, chosen: choices[at] ?? '' }]);
}

/** Warms up, unless each command of the race has raced before at this stage, or has come before a race. */
async function getReady<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
): Promise<void> {
  const { ready = new Set<string>(), setup } = where;
  const kinds = [...race.before, ...race.atOnce.flatMap(({ commands }) => commands)].map(
    (command) => `${racingActorOf(setup.model, command)} ${firstOf(command).type}`,
  );
  if (!kinds.every((kind) => ready.has(kind))) await warmUp(where, race);
  for (const kind of kinds) ready.add(kind);
  await where.beginnings?.audit(race, (beginnings) => runRace({ ...where, beginnings }, race, []));
}

/** The states in which a race begins: they are the same where the commands before it had the same outcomes. */
function rememberStarts<State, C extends Command, O extends Outcome, View>(
  { setup }: Pick<RaceSetup<State, C, O, View>, 'setup'>,
  { before }: Race<C>,
): (outcomes: readonly O[]) => Promise<readonly NamedState<State>[]> {
  const known: { readonly outcomes: readonly O[]; readonly start: readonly NamedState<State>[] }[] = [];
  return async (outcomes) => {
    const found = known.find((one) => sameJson(one.outcomes, outcomes));
    if (found !== undefined) return found.start;
    const start = await findStart(setup, before, outcomes);
    known.push({ outcomes, start });
    return start;
  };
}

/** Runs the race until two runs are the same, so that every connection is open and every statement prepared. */
export async function warmUp<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
): Promise<void> {
  let last = await runRace(fromStart(where), race, []);
  for (let retries = 0; retries < mostWarmUps; retries += 1) {
    const next = await runRace(fromStart(where), race, []);
    const isSame = sameJson(next.steps, last.steps);
    last = next;
    if (isSame) break;
  }
}

async function runAsPlanned<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  { steps, options, planner }: Plan & Pick<RunOptions, 'planner'>,
  judge: (run: RaceRun<C, O, View>, system: System<C, O, View>) => Promise<RaceJudgement<C, O> | null>,
): Promise<JudgedRun<C, O, View>> {
  return repeatWhileStrayed(() =>
    runRaceThen(where, race, planner(), async (run, system) => {
      const strayed = run.faults[0]?.line ?? firstDifference(steps, run.steps) ?? otherOptions(options, run.choices);
      return { run, strayed, judgement: strayed === null ? await judge(run, system) : null };
    }),
  );
}

/** Runs a schedule until a run does not stray from it, a few times at most. */
export async function repeatWhileStrayed<
  Run extends { readonly strayed: string | null; readonly run: { readonly faults: readonly StageFault[] } },
>(runOnce: () => Promise<Run>): Promise<Run> {
  for (let [retries, overtakings] = [0, 0]; ;) {
    const made = await runOnce();
    if (made.strayed === null) return made;
    // What the schedule could not do after an overtaking may be reported before it.
    if (made.run.faults.some(({ isOvertaking }) => isOvertaking)) overtakings += 1;
    else retries += 1;
    if (retries > mostRetries || overtakings > mostOvertakings) return made;
  }
}

/** Where a run leaves the steps that its schedule begins with, in a line. */
function firstDifference(planned: readonly RaceStep[], made: readonly RaceStep[]): string | null {
  const at = planned.findIndex((step, index) => !sameJson(step, made[index] ?? null));
  if (at < 0) return null;
  const [wanted, got] = [planned[at], made[at]];
  return `step ${at + 1} was ${got === undefined ? 'none' : wordsOfStep(got)}, and not ${wanted === undefined ? 'none' : wordsOfStep(wanted)}`;
}

/** Where other actors could go on than when the schedule was planned, in a line: then schedules would be left out. */
function otherOptions(planned: Plan['options'], made: readonly Choice[]): string | null {
  const at = planned.findIndex((options, index) => !sameJson(options, made[index]?.options ?? null));
  if (at < 0) return null;
  const [wanted, got] = [planned[at], made[at]?.options].map((actors = []) => actors.join(', '));
  return `${got} could go on at move ${at + 1}, and not ${wanted}`;
}

/** A step in a few words. */
function wordsOfStep(step: RaceStep): string {
  if (step.kind === 'call') return `${step.actor}: ${step.command}`;
  const kind = step.kind === 'commit' ? 'COMMIT of ' : step.kind === 'answer' ? 'answer to ' : '';
  return `${step.actor}: ${kind}${step.statement} → ${step.answer ?? 'waits'}`;
}
