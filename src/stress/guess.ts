import { brokenByAnswer, witnessAnswer } from '../kernel/follow-contract.ts';
import { copyJson } from '../kernel/json.ts';
import type { Command, Ending, Outcome } from '../kernel/model.ts';
import type { NamePairs } from '../kernel/renaming.ts';
import { matchUpToNames, renameForSystem } from '../kernel/renaming.ts';
import type { NamedState } from '../linearize/named-state.ts';
import { pairsOf } from '../linearize/named.ts';
import type { HistoryModel } from '../linearize/specification.ts';
import { endingsIn } from '../linearize/specification.ts';

/**
 * A state in which the world may be, for the choice of the next commands. It takes the outcomes in the order of their
 * returns, as far as they fit, so it never judges.
 */
export interface Guess<State, C extends Command, O extends Outcome> {
  readonly state: () => State;
  /**
   * The state for the choice of a command beside these, which are under way. By a contract they have their guessed answers
   * there, since a name that one of them uses is not free any more; a model answers any command in any state.
   */
  beside(underWay: Iterable<C>): State;
  /** The command in the names of the system. */
  forSystem(command: C): C;
  /** How many outcomes were taken until now: what a command that is called now can take effect after. */
  taken(): number;
  /** A command in the names of the model, which was called when so many outcomes were taken, has this outcome of the system. */
  take(command: C, outcome: O, calledAfter: number): void;
}

interface Answered<C, O> {
  readonly command: C;
  readonly outcome: O;
}

interface Place<State> {
  readonly state: State;
  readonly pairs: NamePairs;
}

/** The guess at the beginning of a round: one of the states in which the round may begin. */
export function beginGuess<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  begin: NamedState<State>,
  drawnNames: ReadonlySet<string>,
): Guess<State, C, O> {
  const { own, overlapping } = endingsIn(model);
  const keys = model.apart?.(begin.state).keys ?? model.partition;
  /** What was taken, in the order of the guess, and the places before, between and after them. */
  let order: readonly Answered<C, O>[] = [];
  let places: readonly Place<State>[] = [{ state: begin.state, pairs: pairsOf(begin.names) }];
  let now: Place<State> = { state: begin.state, pairs: pairsOf(begin.names) };

  /** What is known after an answer; `null`: the answer breaks a promise there. */
  function afterByContract(
    contract: NonNullable<typeof model.contract>,
    { state, pairs }: Place<State>,
    { command, outcome }: Answered<C, O>,
  ): Place<State> | null {
    const step = witnessAnswer(contract, state, command, outcome);
    return brokenByAnswer(contract, step) === null ? { state: step.after, pairs } : null;
  }

  function after(place: Place<State>, answered: Answered<C, O>): Place<State> | null {
    if (model.contract !== undefined) return afterByContract(model.contract, place, answered);
    const { state, pairs } = place;
    const { command, outcome } = answered;
    const fitting = (endings: readonly Ending<State, O>[]): Place<State> | null => {
      for (const ending of endings) {
        const paired = matchUpToNames(ending.outcome, outcome, drawnNames, pairs);
        if (paired !== null) return { state: ending.state, pairs: paired };
      }
      return null;
    };
    return fitting(own(state, command)) ?? fitting(overlapping(state, command, outcome));
  }

  /** Puts an answer before the ones that were taken from this number on. Returns whether all of them still fit. */
  function insert(answered: Answered<C, O>, number: number): boolean {
    const later = [answered, ...order.slice(number)];
    const reached = places.slice(0, number + 1);
    for (const one of later) {
      const from = reached.at(-1);
      const next = from === undefined ? null : after(from, one);
      if (next === null) return false;
      reached.push(next);
    }
    order = [...order.slice(0, number), ...later];
    places = reached;
    now = reached.at(-1) ?? now;
    return true;
  }

  /** Whether the order of two operations may count. */
  function areBound(one: Answered<C, O>, other: Answered<C, O>): boolean {
    const [ones, others] = [keys?.(one.command, one.outcome) ?? null, keys?.(other.command, other.outcome) ?? null];
    return ones === null || others === null || ones.some((key) => others.includes(key));
  }

  return {
    state: () => now.state,
    beside(underWay) {
      const { contract } = model;
      if (contract === undefined) return now.state;
      return [...underWay].reduce(
        (state, command) => witnessAnswer(contract, state, command, contract.guess(copyJson(state), command)).after,
        now.state,
      );
    },
    forSystem: (command) => renameForSystem(command, drawnNames, now.pairs),
    taken: () => order.length,
    take(command, outcome, calledAfter) {
      const answered = { command, outcome };
      if (insert(answered, order.length)) return;
      for (let number = order.length - 1; number >= calledAfter; number -= 1) {
        const follower = order[number];
        if (follower !== undefined && areBound(answered, follower) && insert(answered, number)) return;
      }
      // What an actor knows of its own answers counts for its next commands, in whichever order they are right.
      if (model.contract === undefined) return;
      now = { ...now, state: witnessAnswer(model.contract, now.state, command, outcome).after };
      order = [...order, answered];
      places = [...places, now];
    },
  };
}
