import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import type { Stage } from '../../src/kernel/stage.ts';
import type { AnySubject, Policies, Scope } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { JudgedSchedule } from '../../src/race/explore-race.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import type { RacesOptions, RacesReport } from '../../src/race/explore-races.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import type { RaceSetup } from '../../src/race/run-race.ts';
import { withUseCases } from '../../src/race/use-cases.ts';
import { plantedRaces } from '../planted/race/bugs.ts';
import type { PlantedRace } from '../planted/race/planted-race.ts';
import { subjectWith } from '../planted/race/planted-race.ts';

export interface Staged {
  readonly setup: Setup<unknown, Command, Outcome, unknown>;
  readonly stage: Stage;
}

/** Sets a subject up on its system on Postgres behind a stage, and closes the stage after the work. */
export async function onStage<Result>(
  subject: AnySubject,
  {
    scope,
    policies = allPolicies(subject),
    useCases,
  }: { readonly scope: Scope; readonly policies?: Policies; readonly useCases?: AnySubject['useCases'] },
  work: (staged: Staged) => Promise<Result>,
): Promise<Result> {
  const stage = await subject.systems.find(({ name }) => name === 'postgres')?.stage?.();
  if (stage === undefined) throw new Error(`${subject.name} has no stage`);
  try {
    const overlap = { address: (actor?: string): string => stage.address(actor) };
    const setup = setUp(subject, { system: 'postgres', policies, scope, overlap });
    return await work({ setup: useCases === undefined ? setup : withUseCases(setup, useCases), stage });
  } finally {
    await stage.close();
  }
}

interface HowToRace extends Pick<RaceSetup<unknown, Command, Outcome, unknown>, 'answers'> {
  readonly scope: Scope;
  readonly policies?: Policies;
  readonly useCases?: AnySubject['useCases'];
  readonly preemptions?: number;
}

/** Every schedule of a race with at most one preemption, or as many as are named. Fails where one strays. */
export function schedulesOf<C extends Command>(
  subject: AnySubject,
  { before, atOnce }: Race<C>,
  { answers = false, preemptions = 1, ...where }: HowToRace,
): Promise<JudgedSchedule<Command, Outcome, unknown>[]> {
  return onStage(subject, where, async (staged) => {
    await staged.stage.admit(atOnce.map(({ actor }) => actor));
    const found: JudgedSchedule<Command, Outcome, unknown>[] = [];
    for await (const schedule of exploreRace({ ...staged, answers }, { before, atOnce }, preemptions)) {
      if (schedule.strayed !== null) throw new Error(`a schedule strayed: ${schedule.strayed}`);
      found.push(schedule);
    }
    return found;
  });
}

/** What is wrong with each of these schedules; `null` where one is right. */
export function kindsOf(schedules: readonly JudgedSchedule<Command, Outcome, unknown>[]): (string | null)[] {
  return schedules.map(({ judgement }) => judgement?.violation?.kind ?? null);
}

/** The planted bug of this name. */
export function plantedRace(name: string): PlantedRace {
  const bug = plantedRaces.find((one) => one.name === name);
  if (bug === undefined) throw new Error(`no bug is planted by the name ${name}`);
  return bug;
}

/** The races of a planted bug. */
export function racesWith(bug: PlantedRace, options: Partial<RacesOptions> = {}): Promise<RacesReport> {
  const { depth, atOnce = 2 } = bug;
  const subject = subjectWith(bug);
  const { useCases } = subject;
  return onStage(subject, { scope: bug.scope, ...(bug.useCases === true && { useCases }) }, (staged) =>
    exploreRaces(staged, { depth, atOnce, preemptions: 1, ...options }),
  );
}
