import type { Command } from '../kernel/model.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import { cutInStep } from '../kernel/race.ts';
import type { StagedCut } from '../kernel/stage.ts';
import type { Struck } from '../kernel/strikes.ts';
import { clockActor } from './race.ts';
import type { Choice, PlannedCut } from './schedule.ts';

/** The first choices of a schedule, and the last of them as a cut. */
interface CutSchedule {
  readonly choices: readonly string[];
  readonly cut: PlannedCut;
}

/**
 * The schedules that begin as a run does, at least with its plan, and then cut a connection: before or after a move, or in a wait.
 * From the plans of all schedules with fewer cuts on, every schedule comes up once.
 */
export function* cutsInRun<C extends Command>(
  { atOnce }: Pick<Race<C>, 'atOnce'>,
  { steps, choices }: { readonly steps: readonly RaceStep[]; readonly choices: readonly Choice[] },
  plan: { readonly choices: readonly string[]; readonly cuts?: readonly PlannedCut[] },
  struck: Struck<C>,
): Generator<CutSchedule> {
  const taken = new Map<string, number>();
  let waiting: readonly string[] = [];

  /** Whether the command of an actor that is under way may end in ways of its own where its connection is cut. */
  function canBeCut(actor: string): boolean {
    const command = atOnce.find((one) => one.actor === actor)?.commands[taken.get(actor) ?? 0];
    if (command === undefined || actor === clockActor) return false;
    return struck('cut', command).some((commands) => commands.length > 0);
  }

  const planned = plan.choices.length;
  // The last choice of a plan is a new one, which may be cut, unless it is itself a cut.
  const first = plan.cuts?.at(-1)?.move === planned - 1 ? planned : planned - 1;
  const chosen = choices.map((choice) => choice.chosen);
  for (const [move, step] of steps.entries()) {
    if (move >= first) {
      for (const place of placesIn(step))
        if (canBeCut(step.actor)) yield { choices: chosen.slice(0, move + 1), cut: { move, place } };
    }
    if (step.kind !== 'call') waiting = step.waits.map(({ actor }) => actor);
    for (const actor of step.settled) taken.set(actor, (taken.get(actor) ?? 0) + 1);
    if (move + 1 < planned) continue;
    for (const actor of waiting.filter(canBeCut))
      yield { choices: [...chosen.slice(0, move + 1), actor], cut: { move: move + 1, place: 'waiting' } };
  }
}

/** Where the connection of a step can be cut. A commit that the stage has split off is cut before it where its statement is cut after. */
function placesIn({ kind, ...step }: RaceStep): readonly StagedCut[] {
  if (kind === 'call' || kind === 'notification') return [];
  if (kind === 'answer') return ['before'];
  // A statement that waits is cut while it does.
  const isAnswered = 'answer' in step && step.answer !== null;
  if (kind === 'commit') return ['after'];
  return isAnswered ? ['before', 'after'] : ['before'];
}

/** How many connections are cut in these steps. */
export function countCuts(steps: readonly RaceStep[]): number {
  return steps.filter((step) => cutInStep(step) !== null).length;
}
