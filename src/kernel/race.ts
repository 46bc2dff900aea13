import type { Command } from './model.ts';
import type { StagedCut, StagedStep, StagedWait } from './stage.ts';

/** Commands one after the other, and then commands of several actors at the same time. */
export interface Race<C extends Command = Command> {
  readonly before: readonly C[];
  /** By actor: its commands, one after the other. The clock is the actor `clock`. */
  readonly atOnce: readonly RacingActor<C>[];
}

export interface RacingActor<C extends Command = Command> {
  readonly actor: string;
  readonly commands: readonly C[];
}

/** A step of a race: a move of the stage, or a command that has sent no statement. */
export type RaceStep = (
  | (StagedStep & { readonly waits: readonly StagedWait[] })
  | { readonly actor: string; readonly kind: 'call'; readonly command: string }
) & {
  /** The actors whose calls have settled in consequence. */
  readonly settled: readonly string[];
};

/** Where the connection of the actor was cut in a step; `null`: nowhere. */
export function cutInStep(step: RaceStep): StagedCut | null {
  return step.kind === 'call' ? null : (step.cut ?? null);
}
