import type { Command } from './model.ts';
import type { StagedStep, StagedStrike, StagedWait } from './stage.ts';

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

/** The fault that struck the actor in a step; `null`: none did. */
export function strikeInStep(step: RaceStep): StagedStrike | null {
  if (step.kind === 'call' || step.cut === undefined) return null;
  return { fault: step.isKilled === true ? 'kill' : 'cut', place: step.cut };
}
