import { sameJson } from './json.ts';
import type { Command, Ending } from './model.ts';

/**
 * The connection of a command is cut around one of its commits. `at`: 0 is before the database gets the first commit, 1 is
 * after the database has carried it out and before the answer arrives, 2 is before the second commit, and so on. A command
 * with fewer commits is not cut. For a model the place decides nothing, since the caller cannot know it.
 */
export interface CutFault {
  readonly fault: 'cut';
  readonly at: number;
}

export function isCut<C extends Command>(command: C): command is Extract<C, CutFault> {
  return command.fault === 'cut';
}

/** The command with a cut before and after each of so many commits. */
export function cutsOf<C extends Command>(command: C, commits: number): (C & CutFault)[] {
  return Array.from({ length: 2 * commits }, (_, at) => Object.assign({}, command, { fault: 'cut' as const, at }));
}

/** The endings, each once. */
export function distinctEndings<State, O>(endings: readonly Ending<State, O>[]): readonly Ending<State, O>[] {
  return endings.filter((ending, at) => endings.findIndex((other) => sameJson(other, ending)) === at);
}
