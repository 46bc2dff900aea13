import { ConfigurationError } from '../kernel/configuration.ts';
import { everywhere } from '../kernel/footprint.ts';
import type { Command, Outcome, StrikeKind, System } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import { answerInTime } from '../kernel/patience.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import type { Setup } from '../kernel/setup.ts';
import type { Stage, StagedStrike, StagedWait, StageFault } from '../kernel/stage.ts';
import type { Struck } from '../kernel/strikes.ts';
import { struckCommand, struckOutcome } from '../kernel/strikes.ts';
import { UserError } from '../kernel/user-error.ts';
import { withSystem } from '../kernel/with-system.ts';
import type { Beginnings } from './beginnings.ts';
import { clockActor } from './race.ts';
import type { Choice, Planner } from './schedule.ts';
import { plannerOf, usualChoice } from './schedule.ts';
import { takeBefore } from './take-before.ts';
import { captureUncaught } from './uncaught.ts';

/** So many moves may a run have: an actor that tries again and again would have no end. */
const mostMoves = 500;

/** What happened in a race under a schedule. */
export interface RaceRun<C extends Command, O extends Outcome, View> {
  readonly steps: readonly RaceStep[];
  readonly choices: readonly Choice[];
  /** The commands that overlapped; times are numbers of events. */
  readonly operations: readonly Operation<C, O>[];
  /** The outcomes of the commands before; fewer than there are commands where one threw, and then nothing raced. */
  readonly before: readonly O[];
  readonly view: View;
  /** What commands threw, by actor, in a line. */
  readonly thrown: readonly ThrownInRace[];
  /** The actors whose calls have not settled. */
  readonly hanging: readonly string[];
  /** Why the run does not count. */
  readonly faults: readonly StageFault[];
  /** Whether the system took the commands before, and did not begin where another system had taken them. */
  readonly isFromStart: boolean;
}

interface ThrownInRace {
  readonly actor: string;
  readonly message: string;
  /** Whether no code caught it: the process of the system would have ended. */
  readonly endsProcess?: true;
}

interface Place<C extends Command, O extends Outcome> {
  readonly actor: string;
  readonly commands: readonly C[];
  taken: number;
  isUnderWay: boolean;
  calledAt: number;
  /** The fault that struck the command under way; `null`: none has. */
  struckBy: StrikeKind | null;
  /** The answer that has come and is not noted. */
  answer: { readonly outcome: O } | { readonly thrown: string } | null;
}

/** A subject, set up for races, and the stage that orders the statements of its systems. */
export interface RaceSetup<State, C extends Command, O extends Outcome, View> {
  readonly setup: Setup<State, C, O, View>;
  readonly stage: Stage;
  /** Whether the start of a command and the answer to a statement are moves, so that the memory of a process is raced too. */
  readonly answers?: boolean;
  /** Whether the start of a command is a move, also without `answers`: so actors may ask for the connection of a pool in any order. */
  readonly starts?: boolean;
  /** Whether it is followed what each move may touch. */
  readonly footprints?: boolean;
  /** The faults that strike actors. Absent: none. */
  readonly strikes?: RaceStrikes<C, O>;
  /** The actors and types of commands whose connections are open and whose statements are prepared. Races add theirs. */
  readonly ready?: Set<string>;
  /** Where races begin that have the same commands before them. Absent: each run takes these commands. */
  readonly beginnings?: Beginnings<C, O, View> | undefined;
}

/** How faults strike in races. */
export interface RaceStrikes<C extends Command, O extends Outcome> {
  readonly kinds: readonly StrikeKind[];
  /** How many strike in each schedule, at most. */
  readonly most: number;
  readonly struck: Struck<C>;
  /** Whether an outcome leaves open what came of the command. */
  isUnknown(command: C, outcome: O): boolean;
}

/**
 * Runs a race on a fresh system. `planned`: the actors that go on, move by move; after that the present actor goes on as long as
 * it can.
 */
export function runRace<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  planned: readonly string[] | Planner,
): Promise<RaceRun<C, O, View>> {
  return runRaceThen(where, race, planned, async (run) => run);
}

/** As `runRace`, and then goes on with the system before it is closed. */
export function runRaceThen<State, C extends Command, O extends Outcome, View, Result>(
  where: RaceSetup<State, C, O, View>,
  race: Race<C>,
  planned: readonly string[] | Planner,
  goOn: (run: RaceRun<C, O, View>, system: System<C, O, View>) => Promise<Result>,
): Promise<Result> {
  const planner = 'next' in planned ? planned : plannerOf(planned);
  let isBroken = false;
  let outcomes: readonly O[] | null = null;
  return withSystem(
    async () => {
      const begun = (await where.beginnings?.open(race.before)) ?? null;
      outcomes = begun?.outcomes ?? null;
      return begun?.system ?? where.setup.open();
    },
    async (system) => {
      const run = await runOn(where, system, race, { planner, outcomes });
      isBroken = run.thrown.some(({ endsProcess }) => endsProcess === true);
      return goOn(run, system);
    },
    // Code that an error has interrupted may never close what it opened.
    () => isBroken,
  );
}

async function runOn<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  system: System<C, O, View>,
  race: Race<C>,
  { planner, outcomes }: { readonly planner: Planner; readonly outcomes: readonly O[] | null },
): Promise<RaceRun<C, O, View>> {
  const { setup, stage, answers = false, starts = answers, footprints = false, strikes } = where;
  const before = outcomes ?? (await takeBefore(where, system, race.before));
  const places = race.atOnce.map(({ actor, commands }): Place<C, O> => ({
    actor,
    commands,
    taken: 0,
    isUnderWay: false,
    calledAt: 0,
    struckBy: null,
    answer: null,
  }));
  const operations: Operation<C, O>[] = [];
  const thrown: ThrownInRace[] = [];
  const steps: RaceStep[] = [];
  const choices: Choice[] = [];
  const faults: StageFault[] = [];
  const hanging: string[] = [];
  let time = 0;
  let environment: UserError | null = null;

  function optionsNow(): string[] {
    const moving = new Set(stage.moves().map(({ actor }) => actor));
    return places
      .filter(({ actor, isUnderWay, taken, commands }) => moving.has(actor) || (!isUnderWay && taken < commands.length))
      .map(({ actor }) => actor);
  }

  async function begin(place: Place<C, O>, command: C): Promise<void> {
    [place.isUnderWay, place.struckBy] = [true, null];
    const number = place.taken;
    const settle = (answer: NonNullable<Place<C, O>['answer']>): void => {
      // A call of an actor that was killed is over.
      if (number === place.taken) place.answer = answer;
    };
    place.calledAt = time += 1;
    await stage.begin(place.actor, async () => {
      try {
        settle({ outcome: await system.perform(command) });
      } catch (error) {
        // The machine or the server is at fault, and not the system.
        if (error instanceof UserError && number === place.taken) environment = error;
        settle({ thrown: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      }
    });
  }

  /** Notes the calls that have settled, an actor after the other. Returns the actors. `waited`: who waited before the move. */
  function noteAnswers(waited: readonly StagedWait[]): string[] {
    const settled: string[] = [];
    for (const place of places) {
      const { answer, actor, calledAt } = place;
      const command = place.commands[place.taken];
      if (answer === null || command === undefined) continue;
      place.answer = null;
      place.isUnderWay = false;
      place.taken += 1;
      settled.push(actor);
      if ('thrown' in answer)
        thrown.push({ actor, message: `${answer.thrown.split('\n')[0] ?? ''}${whileWaiting(waited)}` });
      else
        operations.push({
          actor: actor === clockActor ? null : actor,
          calledAt,
          returnedAt: (time += 1),
          ...asEnded(place, command, answer.outcome),
        });
    }
    return settled;
  }

  /** A command that was struck, and whose outcome does not say what came of it, may have ended in several ways. */
  function asEnded({ struckBy }: Place<C, O>, command: C, outcome: O): Pick<Operation<C, O>, 'command' | 'outcome'> {
    const isKnown = struckBy === 'cut' && strikes?.isUnknown(command, outcome) !== true;
    if (struckBy === null || isKnown) return { command, outcome };
    return { command: struckCommand(command, struckBy), outcome: struckOutcome as O };
  }

  function note(step: RaceStep): RaceStep {
    steps.push(step);
    return step;
  }

  async function move(place: Place<C, O>, strike: StagedStrike | null): Promise<RaceStep> {
    const command = place.commands[place.taken];
    const waited = stage.waits();
    if (!place.isUnderWay && command !== undefined) {
      await begin(place, command);
      if (starts || !stage.moves().some(({ actor }) => actor === place.actor)) {
        return note({ actor: place.actor, kind: 'call', command: command.type, settled: noteAnswers(waited) });
      }
    }
    place.struckBy ??= strike?.fault ?? null;
    const step = await (strike === null ? stage.release(place.actor) : makeStrike(place, strike));
    return note({ ...step, waits: stage.waits(), settled: noteAnswers(waited) });
  }

  async function makeStrike(place: Place<C, O>, strike: StagedStrike): ReturnType<Stage['release']> {
    const { actor } = place;
    if (stage.strike === undefined) throw new TypeError('the stage cuts no connection');
    const step = await stage.strike(actor, strike);
    if (strike.fault === 'cut') return step;
    if ((await system.faults?.kill?.(actor)) !== true)
      faults.push({ line: `${actor} was to be killed, and is no process`, isOvertaking: false });
    place.answer = { outcome: struckOutcome as O };
    return step;
  }

  /** Whether this actor can go on so. */
  function canGoOn(actor: string, options: readonly string[], strike: StagedStrike | null): boolean {
    if (strike?.place === 'waiting') return stage.waits().some((wait) => wait.actor === actor);
    return options.includes(actor);
  }

  if (strikes?.kinds.includes('kill') === true && system.faults?.kill === undefined)
    throw new ConfigurationError(
      `the system ${setup.system} cannot end the process of an actor (\`faults.kill\` of a system)`,
    );
  if (before.length < race.before.length) return finish();
  stage.hold({ answers, footprints });
  let current: string | null = null;
  // A client that is cut off may report it in an event that the program does not listen to, which ends its process.
  const release = captureUncaught((error) => {
    const line = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error);
    const message = `an error that no code catches, which ends the process: ${line}`;
    thrown.push({ actor: current ?? clockActor, message, endsProcess: true });
  });
  try {
    for (;;) {
      const options = optionsNow();
      const chosen: string | undefined = planner.next(options, stage.moves()) ?? usualChoice(options, current);
      const place = places.find(({ actor }) => actor === chosen);
      const strike = planner.strike?.() ?? null;
      if (chosen === undefined || place === undefined) break;
      if (!canGoOn(chosen, options, strike)) {
        const line = `${chosen} could not go on at move ${choices.length + 1}, where the schedule says so`;
        faults.push({ line, isOvertaking: false });
        break;
      }
      if (steps.length === mostMoves) {
        faults.push({
          line: `${chosen} goes on after 500 moves: an actor tries again and again`,
          isOvertaking: false,
        });
        break;
      }
      // A fault that strikes an actor in its wait interrupts no other.
      const isWait = strike?.place === 'waiting';
      choices.push({ options, chosen, current: isWait ? chosen : current });
      if (!isWait) current = chosen;
      planner.made(await move(place, strike), stage.touched?.() ?? everywhere);
    }
  } finally {
    const silent = places.filter(({ isUnderWay }) => isUnderWay);
    await stage.letPass();
    release();
    for (const { actor, answer } of silent) {
      if (answer === null || 'thrown' in answer) hanging.push(actor);
      else
        faults.push({
          line: `${actor} went on by itself: it waited for what is no statement, such as the answer of another service`,
          isOvertaking: false,
        });
    }
  }
  if (environment !== null) throw environment;
  faults.push(...stage.faults());
  return finish();

  async function finish(): Promise<RaceRun<C, O, View>> {
    const view = await answerInTime(system.view(), setup);
    return { steps, choices, operations, before, view, thrown, hanging, faults, isFromStart: outcomes === null };
  }
}

/** Who waited for whom, as it ends a line about an error: a deadlock is a circle of such waits. */
function whileWaiting(waits: readonly StagedWait[]): string {
  const words = waits.map(({ actor, for: holders }) => `${actor} waited for ${holders.join(' and ')}`);
  return words.length === 0 ? '' : `, while ${words.join(' and ')}`;
}
