import { ConfigurationError } from '../kernel/configuration.ts';
import type { Command, Outcome, StrikeKind } from '../kernel/model.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import { strikeInStep } from '../kernel/race.ts';
import type { SetupOptions } from '../kernel/setup.ts';
import { setUp, systemOf } from '../kernel/setup.ts';
import type { Stage } from '../kernel/stage.ts';
import { withStrikes } from '../kernel/strikes.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { isOutcomeUnknown } from '../kernel/subject.ts';
import { isUseCaseCall } from '../kernel/use-case.ts';
import { commandsOfRace } from './race.ts';
import type { RaceSetup } from './run-race.ts';
import { countStrikes } from './strikes.ts';
import { withUseCases } from './use-cases.ts';

type SetupForRaces = Omit<SetupOptions<Policies, Scope>, 'overlap'> & RaceMode;

/** How a race is run. */
export interface RaceMode {
  /** Whether use cases stand in the place of the commands with which they begin. */
  readonly useCases?: boolean;
  /** As in `RaceSetup`. */
  readonly answers?: boolean;
  /** As in `RaceSetup`. */
  readonly starts?: boolean;
  /** The faults that strike in each schedule, so many at most; by default none. */
  readonly strikes?: { readonly most: number; readonly kinds: readonly StrikeKind[] };
}

/**
 * Sets a subject up behind the stage of its system, and closes the stage after the work. Throws `ConfigurationError` where the
 * system has no stage, or is not `concurrent`.
 */
export async function onStage<Result>(
  subject: AnySubject,
  { useCases = false, answers = false, starts = answers, strikes, ...options }: SetupForRaces,
  work: (where: RaceSetup<unknown, Command, Outcome, unknown>) => Promise<Result>,
): Promise<Result> {
  const { system } = options;
  const stage = await systemOf(subject, system).stage?.();
  if (stage === undefined)
    throw new ConfigurationError(
      `the system ${system} of ${subject.name} has no stage, which orders the statements of a race`,
    );
  try {
    const overlap = { address: (actor: string): string => stage.address(actor) };
    const setup = setUp(subject, { ...options, overlap });
    const where = { stage, answers, starts };
    if (strikes !== undefined) return await work({ ...where, ...striking(subject, setup, stage, strikes) });
    return await work({ ...where, setup: useCases ? withUseCases(setup, subject.useCases ?? {}) : setup });
  } finally {
    await stage.close();
  }
}

/** A set-up in which faults strike. Throws `ConfigurationError`. */
function striking(
  subject: AnySubject,
  setup: RaceSetup<unknown, Command, Outcome, unknown>['setup'],
  stage: Stage,
  strikes: NonNullable<RaceMode['strikes']>,
): Pick<RaceSetup<unknown, Command, Outcome, unknown>, 'setup' | 'strikes'> {
  const struck = subject.struck?.bind(subject);
  if (struck === undefined)
    throw new ConfigurationError(
      `${subject.name} does not say how a command may have ended that a fault struck (struck)`,
    );
  if (stage.strike === undefined)
    throw new ConfigurationError(`the stage of the system ${setup.system} of ${subject.name} cuts no connection`);
  const isUnknown = (command: Command, outcome: Outcome): boolean => isOutcomeUnknown(subject, command, outcome);
  return { setup: { ...setup, model: withStrikes(setup.model, struck) }, strikes: { ...strikes, struck, isUnknown } };
}

/** How a race was run: the calls of use cases, and the answers, are among its commands and its moves. */
export function modeOf(race: Race & { readonly moves: readonly RaceStep[] }): RaceMode {
  const most = countStrikes(race.moves);
  const kinds = [...new Set(race.moves.flatMap((move) => strikeInStep(move)?.fault ?? []))];
  const answers = race.moves.some(({ kind }) => kind === 'answer');
  const starts = race.atOnce.every(({ actor }) => race.moves.find((move) => move.actor === actor)?.kind === 'call');
  return {
    useCases: commandsOfRace(race).some(isUseCaseCall),
    answers,
    starts,
    ...(most > 0 && { strikes: { most, kinds } }),
  };
}
