import type { Command, StrikeKind } from '../kernel/model.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import { strikeInStep } from '../kernel/race.ts';
import type { StrikePlace } from '../kernel/stage.ts';
import type { Struck } from '../kernel/strikes.ts';
import { clockActor } from './race.ts';
import type { Choice, PlannedStrike } from './schedule.ts';

/** The first choices of a schedule, and the fault that strikes the last of them. */
interface StruckSchedule {
  readonly choices: readonly string[];
  readonly strike: PlannedStrike;
}

/**
 * The schedules that begin as a run does, at least with its plan, and in which a fault then strikes: before or after a move, or
 * in a wait. From the plans of all schedules with fewer faults on, every schedule comes up once.
 */
export function* strikesInRun<C extends Command>(
  { atOnce }: Pick<Race<C>, 'atOnce'>,
  { steps, choices }: { readonly steps: readonly RaceStep[]; readonly choices: readonly Choice[] },
  plan: { readonly choices: readonly string[]; readonly strikes?: readonly PlannedStrike[] },
  { kinds, struck }: { readonly kinds: readonly StrikeKind[]; readonly struck: Struck<C> },
): Generator<StruckSchedule> {
  const taken = new Map<string, number>();
  let waiting: readonly string[] = [];

  /** The faults by which the command of an actor that is under way may end in ways of its own. */
  function faultsFor(actor: string): readonly StrikeKind[] {
    const command = atOnce.find((one) => one.actor === actor)?.commands[taken.get(actor) ?? 0];
    return command === undefined ? [] : faultsAgainst({ kinds, struck }, actor, command);
  }

  const planned = plan.choices.length;
  // The last choice of a plan is a new one, which may be struck, unless it is.
  const first = plan.strikes?.at(-1)?.move === planned - 1 ? planned : planned - 1;
  const chosen = choices.map((choice) => choice.chosen);
  for (const [move, step] of steps.entries()) {
    if (move >= first) {
      for (const place of placesIn(step))
        for (const fault of faultsFor(step.actor))
          yield { choices: chosen.slice(0, move + 1), strike: { move, fault, place } };
    }
    if (step.kind !== 'call') waiting = step.waits.map(({ actor }) => actor);
    for (const actor of step.settled) taken.set(actor, (taken.get(actor) ?? 0) + 1);
    if (move + 1 < planned) continue;
    for (const actor of waiting)
      for (const fault of faultsFor(actor))
        yield { choices: [...chosen.slice(0, move + 1), actor], strike: { move: move + 1, fault, place: 'waiting' } };
  }
}

/** The faults by which a command of an actor may end in ways of its own. */
export function faultsAgainst<C extends Command>(
  { kinds, struck }: { readonly kinds: readonly StrikeKind[]; readonly struck: Struck<C> },
  actor: string,
  command: C,
): readonly StrikeKind[] {
  if (actor === clockActor) return [];
  return kinds.filter((fault) => struck(fault, command).some((commands) => commands.length > 0));
}

/** When a fault can strike in a step. Before a commit that the stage has split off is after its statement. */
function placesIn({ kind, ...step }: RaceStep): readonly StrikePlace[] {
  if (kind === 'call' || kind === 'notification') return [];
  if (kind === 'answer') return ['before'];
  // A statement that waits is struck while it does.
  const isAnswered = 'answer' in step && step.answer !== null;
  if (kind === 'commit') return ['after'];
  return isAnswered ? ['before', 'after'] : ['before'];
}

/** How many faults strike in these steps. */
export function countStrikes(steps: readonly RaceStep[]): number {
  return steps.filter((step) => strikeInStep(step) !== null).length;
}
