import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { RaceJudgement } from './judge-run.ts';
import { judgeRun, findStart } from './judge-run.ts';
import type { Race } from './race.ts';
import { rememberRecoveries } from './recoveries.ts';
import type { RaceRun, RaceSetup, RaceStep } from './run-race.ts';
import { runRace, runRaceThen } from './run-race.ts';
import { deviationsOf, preemptionsIn } from './schedule.ts';

/** A race under a schedule, and its verdict. */
export interface JudgedSchedule<C extends Command, O extends Outcome, View> {
  readonly run: RaceRun<C, O, View>;
  readonly preemptions: number;
  /** `null`: the run strayed from its schedule, also when it was repeated, or cannot be trusted. */
  readonly judgement: RaceJudgement<C, O> | null;
  /** Why the run strayed, in a line. */
  readonly strayed: string | null;
}

/** How many times a schedule is repeated where its run strayed. */
const mostRetries = 2;

/** How many times it is repeated where the server served those that waited for a lock out of order, which is up to chance. */
const mostOvertakings = 25;

/** So many runs may be needed until connections are open and statements prepared. */
const mostWarmUps = 4;

/** A schedule that is still to run: its first choices, and the steps with which its run begins. */
interface Plan {
  readonly choices: readonly string[];
  readonly steps: readonly RaceStep[];
}

/**
 * Runs every schedule of a race with at most this number of preemptions, fewer ones first, and judges each. The returned
 * value says whether the commands before the race ended as the model says.
 */
export async function* exploreRace<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  mostPreemptions: number,
): AsyncGenerator<JudgedSchedule<C, O, View>, 'done' | 'notReached'> {
  const first = await warmUp(where, race);
  const start = await findStart(where.setup, race.before, first.before);
  if (start.length === 0) return 'notReached';
  const recoverAfter = rememberRecoveries(where);
  const byPreemptions: Plan[][] = Array.from({ length: mostPreemptions + 1 }, () => []);
  byPreemptions[0]?.push({ choices: [], steps: [] });
  for (const waiting of byPreemptions) {
    for (let planned = waiting.shift(); planned !== undefined; planned = waiting.shift()) {
      const { run, strayed, judgement } = await runAsPlanned(where, race, planned, (made, system) =>
        judgeRun(where.setup, start, made, (ends) => recoverAfter(made, ends, system)),
      );
      yield { run, strayed, judgement, preemptions: preemptionsIn(run.choices) };
      if (strayed !== null) continue;
      for (const choices of deviationsOf(run.choices, planned.choices.length, mostPreemptions)) {
        const needed = preemptionsOf(choices, run, mostPreemptions);
        byPreemptions[needed]?.push({ choices, steps: run.steps.slice(0, choices.length - 1) });
      }
    }
  }
  return 'done';
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

/** Runs the race until two runs are the same, so that every connection is open and every statement prepared. */
async function warmUp<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
): Promise<RaceRun<C, O, View>> {
  let last = await runRace(where, race, []);
  for (let retries = 0; retries < mostWarmUps; retries += 1) {
    const next = await runRace(where, race, []);
    const isSame = sameJson(next.steps, last.steps);
    last = next;
    if (isSame) break;
  }
  return last;
}

async function runAsPlanned<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  { choices, steps }: Plan,
  judge: (run: RaceRun<C, O, View>, system: System<C, O, View>) => Promise<RaceJudgement<C, O>>,
): Promise<Omit<JudgedSchedule<C, O, View>, 'preemptions'>> {
  for (let [retries, overtakings] = [0, 0]; ;) {
    const judged = await runRaceThen(where, race, choices, async (run, system) => {
      const strayed = run.faults[0]?.line ?? firstDifference(steps, run.steps);
      return { run, strayed, judgement: strayed === null ? await judge(run, system) : null };
    });
    if (judged.strayed === null) return judged;
    if (judged.run.faults[0]?.isOvertaking === true) overtakings += 1;
    else retries += 1;
    if (retries > mostRetries || overtakings > mostOvertakings) return judged;
  }
}

/** Where a run leaves the steps that its schedule begins with, in a line. */
function firstDifference(planned: readonly RaceStep[], made: readonly RaceStep[]): string | null {
  const at = planned.findIndex((step, index) => !sameJson(step, made[index] ?? null));
  if (at < 0) return null;
  const [wanted, got] = [planned[at], made[at]];
  return `step ${at + 1} was ${got === undefined ? 'none' : wordsOfStep(got)}, and not ${wanted === undefined ? 'none' : wordsOfStep(wanted)}`;
}

/** A step in a few words. */
function wordsOfStep(step: RaceStep): string {
  if (step.kind === 'call') return `${step.actor}: ${step.command}`;
  const kind = step.kind === 'commit' ? 'COMMIT of ' : step.kind === 'answer' ? 'answer to ' : '';
  return `${step.actor}: ${kind}${step.statement} → ${step.answer ?? 'waits'}`;
}
