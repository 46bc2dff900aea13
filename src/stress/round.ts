import { EnvironmentError } from '../kernel/environment-error.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import { findNonJson } from '../kernel/strict-json.ts';
import { stressedActorOf } from './actors.ts';
import type { Chance } from './chance.ts';
import { drawWeighted } from './chance.ts';
import type { Guess } from './guess.ts';

export interface RoundPlan<State, C extends Command, O extends Outcome, View> {
  readonly model: Pick<Model<State, C, O, View>, 'commands' | 'actor'>;
  readonly guess: Guess<State, C, O>;
  readonly chance: Chance;
  /** How often a command is drawn, against the other enabled commands of its actor. */
  readonly weightOf: (command: C) => number;
  /** How many operations each actor takes, at most. */
  readonly operationsEach: number;
  /** After how many returns the clock ticks: once for each number. */
  readonly ticksAfter: readonly number[];
  /** Whether an outcome says that the caller does not know what came of the command. */
  readonly isUnknown: (command: C, outcome: O) => boolean;
  readonly patience: Patience;
}

/** What happened in a round, by the names of the system. */
export interface Round<C extends Command, O extends Outcome, View> {
  /** In the order of their calls. The instants are numbers of calls and returns. */
  readonly operations: readonly Operation<C, O>[];
  /** The view once every actor rested; `null` where the system failed before. */
  readonly look: { readonly seen: View } | null;
  /** The first failure of the system: it threw, gave no answer in time, or gave none in JSON. */
  readonly failure: SystemFailure | null;
}

export interface SystemFailure {
  /** The command that failed; `null`: the look. */
  readonly command: Command | null;
  readonly error: unknown;
}

/** An answer of the system that is not JSON. */
class NoJsonAnswer extends Error {
  override name = 'NoJsonAnswer';
}

/**
 * Every actor takes commands that are enabled in the guess, one after the other, and all actors at the same time; then all
 * rest, and the view is read. Rejects with `EnvironmentError` and `Interrupted`.
 */
export async function runRound<State, C extends Command, O extends Outcome, View>(
  system: System<C, O, View>,
  plan: RoundPlan<State, C, O, View>,
): Promise<Round<C, O, View>> {
  const { model, guess, chance, weightOf, operationsEach, patience } = plan;
  const operations: Operation<C, O>[] = [];
  const underWay = new Map<string | null, Promise<void>>();
  const taken = new Map<string, number>();
  const ticksAfter = [...plan.ticksAfter];
  let instant = 0;
  let returns = 0;
  let failure: SystemFailure | null = null;
  let stop: { readonly error: unknown } | null = null;

  function fail(command: C | null, error: unknown): void {
    if (error instanceof EnvironmentError || error instanceof Interrupted) stop ??= { error };
    else failure ??= { command, error };
  }

  function mayAct(actor: string | null): boolean {
    if (underWay.has(actor)) return false;
    if (actor !== null) return (taken.get(actor) ?? 0) < operationsEach;
    return (ticksAfter[0] ?? Infinity) <= returns;
  }

  /** Gives every actor at rest its next command. */
  function startAll(): void {
    if (failure !== null || stop !== null || patience.signal?.aborted === true) return;
    const enabled = new Map<string | null, C[]>();
    for (const command of model.commands(guess.state())) {
      if (command.fault !== undefined) continue;
      const actor = stressedActorOf(model, command);
      if (!mayAct(actor)) continue;
      const known = enabled.get(actor);
      if (known === undefined) enabled.set(actor, [command]);
      else known.push(command);
    }
    for (const [actor, commands] of enabled) {
      const command = drawWeighted(commands, weightOf, chance);
      if (command === undefined) continue;
      if (actor === null) ticksAfter.shift();
      else taken.set(actor, (taken.get(actor) ?? 0) + 1);
      underWay.set(
        actor,
        act(actor, command).then(() => void underWay.delete(actor)),
      );
    }
  }

  async function act(actor: string | null, command: C): Promise<void> {
    const asked = guess.forSystem(command);
    const place = operations.length;
    const calledAfter = guess.taken();
    const open = { actor, calledAt: (instant += 1), returnedAt: null, command: asked, outcome: null };
    operations.push(open);
    try {
      const outcome = await answerInTime(system.perform(asked), patience);
      assertJsonAnswer(outcome);
      returns += 1;
      if (plan.isUnknown(asked, outcome)) return;
      operations[place] = { ...open, returnedAt: (instant += 1), outcome };
      guess.take(command, outcome, calledAfter);
    } catch (error) {
      fail(asked, error);
    }
  }

  startAll();
  while (underWay.size > 0) {
    await Promise.race(underWay.values());
    startAll();
  }
  let look: Round<C, O, View>['look'] = null;
  if (failure === null && stop === null) {
    try {
      const seen = await answerInTime(system.view(), patience);
      assertJsonAnswer(seen);
      look = { seen };
    } catch (error) {
      fail(null, error);
    }
  }
  const stopped: { readonly error: unknown } | null = stop;
  if (stopped !== null) throw (stopped as { readonly error: unknown }).error;
  return { operations, look, failure };
}

function assertJsonAnswer(answer: unknown): void {
  const strange = findNonJson(answer);
  if (strange !== null) throw new NoJsonAnswer(`the answer holds ${strange.what} at ${strange.path}, which is no JSON`);
}
