import type { Footprint } from '../kernel/footprint.ts';
import type { RaceStep } from '../kernel/race.ts';
import type { StagedStrike, StageMove } from '../kernel/stage.ts';

/** Says who goes on in a race. */
export interface Planner {
  /** The actor that goes on, of these; `undefined`: the usual one. `held`: the moves that are known. */
  next(options: readonly string[], held: readonly StageMove[]): string | undefined;
  /** The fault that strikes the actor that goes on; `null` or absent: none. Asked after `next`. */
  strike?(): StagedStrike | null;
  /** Notes a step that was made, and what it may have touched, where that is followed. */
  made(step: RaceStep, footprint: Footprint): void;
}

/** A move of a schedule, by its number, and the fault that strikes its actor. */
export interface PlannedStrike extends StagedStrike {
  readonly move: number;
}

/** The actors that go on, move by move, and the faults that strike them. */
export function plannerOf(actors: readonly string[], strikes: readonly PlannedStrike[] = []): Planner {
  let made = 0;
  return {
    next: () => actors[made],
    strike: () => strikes.find(({ move }) => move === made) ?? null,
    made: () => void (made += 1),
  };
}

/** A place of a run at which several actors could go on. */
export interface Choice {
  /** The actors that could go on, in the order of their names. */
  readonly options: readonly string[];
  /** One of them, or an actor that waits and is struck. */
  readonly chosen: string;
  /** The actor that made the move before; `null` at the first. Where a fault strikes an actor that waits, this actor. */
  readonly current: string | null;
}

/** The actor that goes on after the schedule: the present actor, and where this actor cannot, the first. */
export function usualChoice(options: readonly string[], current: string | null): string | undefined {
  return current !== null && options.includes(current) ? current : options[0];
}

/** Whether another actor goes on although the present actor could. Going on because the present actor waits is no preemption. */
function isPreemption({ options, current }: Choice, chosen: string): boolean {
  return current !== null && chosen !== current && options.includes(current);
}

export function preemptionsIn(choices: readonly Choice[]): number {
  return choices.filter((choice) => isPreemption(choice, choice.chosen)).length;
}

/**
 * The schedules that differ from a run at one place after its plan: the choices up to there, and another choice.
 * From the run without any choice on, every schedule with at most this number of preemptions comes up exactly once.
 */
export function deviationsOf(choices: readonly Choice[], planned: number, mostPreemptions: number): string[][] {
  const found: string[][] = [];
  let preemptions = preemptionsIn(choices.slice(0, planned));
  for (let at = planned; at < choices.length; at += 1) {
    const choice = choices[at];
    if (choice === undefined) break;
    for (const option of choice.options) {
      if (option === choice.chosen) continue;
      const needed = preemptions + (isPreemption(choice, option) ? 1 : 0);
      if (needed <= mostPreemptions) found.push([...choices.slice(0, at).map(({ chosen }) => chosen), option]);
    }
    if (isPreemption(choice, choice.chosen)) preemptions += 1;
  }
  return found;
}
