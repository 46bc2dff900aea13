import { EnvironmentError } from '../kernel/environment-error.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Command, Model, Outcome, StrikeKind, System, SystemFaults } from '../kernel/model.ts';
import type { FailedPart, Operation } from '../kernel/operation.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import { findNonJson } from '../kernel/strict-json.ts';
import { struckCommand, struckOutcome } from '../kernel/strikes.ts';
import { stressedActorOf } from './actors.ts';
import type { Chance } from './chance.ts';
import { drawWeighted } from './chance.ts';
import type { Guess } from './guess.ts';

export interface RoundPlan<State, C extends Command, O extends Outcome, View> {
  readonly model: Pick<Model<State, C, O, View>, 'commands' | 'actor' | 'contract'>;
  readonly guess: Guess<State, C, O>;
  readonly chance: Chance;
  /** How often a command is drawn, against the other enabled commands of its actor. */
  readonly weightOf: (command: C) => number;
  /** How many operations each actor takes, at most. */
  readonly operationsEach: number;
  /** After how many returns the clock ticks: once for each number. */
  readonly ticksAfter: readonly number[];
  /** The types of commands that are taken while no other command is under way. */
  readonly alone: readonly string[];
  /** Whether an outcome says that the caller does not know what came of the command. */
  readonly isUnknown: (command: C, outcome: O) => boolean;
  readonly patience: Patience;
  /** After how many returns a fault strikes an actor that has a command under way: once for each number. */
  readonly strikesAfter: readonly number[];
  readonly faults: readonly FaultKind[];
  /** The actors that were struck in this world, and may not know of it yet. */
  readonly struckActors: Map<string, StrikeKind>;
  readonly onStrike: (fault: FaultKind) => void;
}

/** What a stress does to an actor. */
export type FaultKind = keyof SystemFaults;

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
  readonly failed: FailedPart;
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
  const commandsUnderWay = new Map<string | null, C>();
  const taken = new Map<string, number>();
  const ticksAfter = [...plan.ticksAfter];
  const strikesAfter = [...plan.strikesAfter];
  const striking = new Map<string, Promise<void>>();
  /** The actors whose command has an answer: a strike would be one on their next command. */
  const answered = new Set<string | null>();
  let instant = 0;
  let returns = 0;
  let failure: SystemFailure | null = null;
  let stop: { readonly error: unknown } | null = null;

  function fail(failed: FailedPart, error: unknown): void {
    if (error instanceof EnvironmentError || error instanceof Interrupted) stop ??= { error };
    else failure ??= { failed, error };
  }

  function mayAct(actor: string | null): boolean {
    if (underWay.has(actor)) return false;
    if (actor !== null) return (taken.get(actor) ?? 0) < operationsEach;
    return (ticksAfter[0] ?? Infinity) <= returns;
  }

  /** The commands that an actor at rest may take, by actor. */
  function enabledByActor(): Map<string | null, C[]> {
    const enabled = new Map<string | null, C[]>();
    for (const command of model.commands(guess.beside(commandsUnderWay.values()), mayAct)) {
      if (command.fault !== undefined) continue;
      const actor = stressedActorOf(model, command);
      if (!mayAct(actor)) continue;
      const known = enabled.get(actor);
      if (known === undefined) enabled.set(actor, [command]);
      else known.push(command);
    }
    return enabled;
  }

  /** Whether a command cannot begin beside those that are under way. */
  function mustWait({ type }: C): boolean {
    const isBesideAlone = [...commandsUnderWay.values()].some((other) => plan.alone.includes(other.type));
    return isBesideAlone || (underWay.size > 0 && plan.alone.includes(type));
  }

  /** Gives every actor at rest its next command. */
  function startAll(): void {
    if (failure !== null || stop !== null || patience.signal?.aborted === true) return;
    for (const [actor, commands] of enabledByActor()) {
      // By a contract, what is enabled depends on the commands that were started just now.
      const enabled = model.contract === undefined ? commands : (enabledByActor().get(actor) ?? []);
      const command = drawWeighted(enabled, weightOf, chance);
      if (command === undefined || mustWait(command)) continue;
      if (actor === null) ticksAfter.shift();
      else taken.set(actor, (taken.get(actor) ?? 0) + 1);
      commandsUnderWay.set(actor, command);
      underWay.set(
        actor,
        act(actor, command).then(() => {
          commandsUnderWay.delete(actor);
          underWay.delete(actor);
        }),
      );
    }
  }

  /** Strikes one of the actors that have a command under way. */
  function strikeOne(): void {
    if ((strikesAfter[0] ?? Infinity) > returns) return;
    strikesAfter.shift();
    const actors = [...underWay.keys()].filter(
      (actor) => actor !== null && !striking.has(actor) && !answered.has(actor),
    );
    const actor = actors[chance(actors.length)];
    const fault = plan.faults[chance(plan.faults.length)];
    if (typeof actor !== 'string' || fault === undefined) return;
    striking.set(
      actor,
      strike(actor, fault).finally(() => striking.delete(actor)),
    );
  }

  async function strike(actor: string, fault: FaultKind): Promise<void> {
    const before = plan.struckActors.get(actor);
    if (fault !== 'pause') plan.struckActors.set(actor, fault);
    try {
      if ((await system.faults?.[fault]?.(actor)) === true) plan.onStrike(fault);
      else if (before === undefined) plan.struckActors.delete(actor);
    } catch (error) {
      fail('fault', error);
    }
  }

  async function act(actor: string | null, command: C): Promise<void> {
    const asked = guess.forSystem(command);
    const place = operations.length;
    const calledAfter = guess.taken();
    answered.delete(actor);
    const open = { actor, calledAt: (instant += 1), returnedAt: null, command: asked, outcome: null };
    operations.push(open);
    try {
      const outcome = await answerInTime(system.perform(asked), patience);
      answered.add(actor);
      assertJsonAnswer(outcome);
      returns += 1;
      const isUnknown = plan.isUnknown(asked, outcome);
      // Its effect is known to have ended only once the strike has.
      if (actor !== null && isUnknown) await striking.get(actor);
      const fault = actor === null || !isUnknown ? undefined : plan.struckActors.get(actor);
      if (actor !== null && fault !== undefined) {
        plan.struckActors.delete(actor);
        const struckOne = struckCommand(asked, fault);
        operations[place] = { ...open, command: struckOne, returnedAt: (instant += 1), outcome: struckOutcome as O };
        guess.take(struckCommand(command, fault), struckOutcome as O, calledAfter);
      }
      if (isUnknown) return;
      operations[place] = { ...open, returnedAt: (instant += 1), outcome };
      guess.take(command, outcome, calledAfter);
    } catch (error) {
      fail(place, error);
    }
  }

  startAll();
  while (underWay.size > 0) {
    await Promise.race(underWay.values());
    startAll();
    strikeOne();
  }
  await Promise.all(striking.values());
  let look: Round<C, O, View>['look'] = null;
  if (failure === null && stop === null) {
    try {
      const seen = await answerInTime(system.view(), patience);
      assertJsonAnswer(seen);
      look = { seen };
    } catch (error) {
      fail('view', error);
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
