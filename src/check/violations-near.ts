import { finishNow } from '../kernel/event-loop.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Possible } from '../kernel/interpreter.ts';
import { beginningOf, distinct, takeInEach } from '../kernel/interpreter.ts';
import { judgeInvariants } from '../kernel/judge.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { violationsOf } from '../minimise/violations.ts';

/** The results of a neighbourhood. */
export interface ViolationsNear<C> {
  /** How many runs there are. */
  readonly runs: number;
  /** The runs with a violation, during the run, in its recovery, or after it. */
  readonly breaking: readonly (readonly C[])[];
}

/**
 * Checks every run of `neighbourhood(model, commands, further)` on the model alone, and reports the runs for which
 * `violationsOf` finds a violation. Common work is done once: the common beginning of runs, and from a state (known by its
 * 64-bit fingerprint) in which several runs end, the recovery, and the further commands where they lead to no violation.
 */
export function violationsNear<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  further: number,
): ViolationsNear<C> {
  return finishNow(lookNear(model, commands, further));
}

/** The same as work that yields after each run. */
export function* lookNear<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  further: number,
): Generator<void, ViolationsNear<C>> {
  type Reached = readonly Possible<State, View, C, O>[];
  const breaking: (readonly C[])[] = [];
  /** By the fingerprint of a state: whether recovery from it shows no violation. */
  const isSound = new Map<string, boolean>();
  /** By the number of further commands and a state: how many runs go on from there, where none of them has a violation. */
  const soundRuns = new Map<string, number>();
  let runs = 0;

  function take(reached: Reached, command: C): Reached {
    return distinct(takeInEach(model, reached, command));
  }

  function recoversSoundly(state: State): boolean {
    const fingerprint = fingerprintText(state);
    const known = isSound.get(fingerprint);
    if (known !== undefined) return known;
    const sound = violationsOf({ ...model, initial: state }, []).length === 0;
    isSound.set(fingerprint, sound);
    return sound;
  }

  function* goOn(from: Reached, run: readonly C[], left: number): Generator<void, void> {
    yield;
    const isSoundSoFar = judgeInvariants(from) === null;
    const [only] = from;
    const key = left > 0 && isSoundSoFar && from.length === 1 ? `${left} ${fingerprintText(only?.state)}` : null;
    const known = key === null ? undefined : soundRuns.get(key);
    if (known !== undefined) {
      runs += known;
      return;
    }
    const [runsBefore, breakingBefore] = [runs, breaking.length];
    runs += 1;
    if (!isSoundSoFar || !from.every(({ state }) => recoversSoundly(state))) breaking.push(run);
    if (left === 0) return;
    for (const command of model.commands(only?.state ?? model.initial))
      yield* goOn(take(from, command), [...run, command], left - 1);
    if (key !== null && breaking.length === breakingBefore) soundRuns.set(key, runs - runsBefore);
  }

  let reached: Reached = beginningOf(model);
  for (let count = 0; count <= commands.length; count += 1) {
    yield* goOn(reached, commands.slice(0, count), further);
    const next = commands[count];
    if (next !== undefined) reached = take(reached, next);
  }
  return { runs, breaking };
}

function fingerprintText(state: unknown): string {
  const { high, low } = fingerprintOf(state);
  return `${high} ${low}`;
}
