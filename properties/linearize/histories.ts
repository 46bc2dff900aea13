import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import type { HistoryModel } from '../../src/linearize/specification.ts';

/** Numbers from a seed, below a bound: xorshift. */
export type Chance = (below: number) => number;

export function chanceFrom(seed: number): Chance {
  let state = (Math.imul(seed, 0x9e37_79b1) ^ 0x5bd1_e995) | 1;
  for (let warmUp = 0; warmUp < 8; warmUp += 1) next();
  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  }
  return (below) => next() % below;
}

/** What a random history is made of. */
export interface HistoryPlan<State, C extends Command, O extends Outcome> {
  // oxlint-disable-next-line typescript/no-explicit-any -- any view will do
  readonly model: HistoryModel<State, C, O, any>;
  /** A command that this actor may take in a state. */
  draw(state: State, actor: string, chance: Chance): C;
  readonly actors: number;
  readonly operations: number;
  /** How many of 100 operations have no outcome. */
  readonly pending: number;
  /** How many of 100 operations have an instant in common with the event before. */
  readonly ties?: number;
}

/**
 * A history that is right: actors overlap, and each operation takes effect at one instant between its call and its return. Of
 * the operations without an outcome half never take effect.
 */
export function randomHistory<State, C extends Command, O extends Outcome>(
  { model, draw, actors, operations, pending, ties = 0 }: HistoryPlan<State, C, O>,
  chance: Chance,
): Operation<C, O>[] {
  interface Doing {
    readonly at: number;
    outcome: O | null;
    isDone: boolean;
    readonly isLost: boolean;
  }
  const history: Operation<C, O>[] = [];
  const doing = new Map<string, Doing>();
  // An operation without an outcome may take effect long after its actor has gone on.
  const late: number[] = [];
  let state = model.initial;
  let now = 0;
  function take(command: C): O {
    const endings = model.endings?.(state, command) ?? [stepOnCopy(model, state, command)];
    const ending = endings[chance(endings.length)];
    if (ending === undefined) throw new Error('the model gives no ending');
    state = ending.state;
    return ending.outcome;
  }
  while (history.length < operations || doing.size > 0) {
    if (chance(100) >= ties) now += 1;
    if (late.length > 0 && chance(4) === 0) {
      const [index = 0] = late.splice(chance(late.length), 1);
      const operation = history[index];
      if (operation !== undefined) take(operation.command);
      continue;
    }
    const name = `a${chance(actors) + 1}`;
    const current = doing.get(name);
    if (current === undefined) {
      if (history.length >= operations) continue;
      const command = draw(state, name, chance);
      const actor = model.actor?.(command) === null ? null : name;
      doing.set(name, {
        at: history.length,
        outcome: null,
        isDone: false,
        isLost: actor !== null && chance(100) < pending,
      });
      history.push({ actor, calledAt: now, returnedAt: null, command, outcome: null });
      continue;
    }
    const operation = history[current.at];
    if (operation === undefined) continue;
    if (!current.isDone) {
      current.isDone = true;
      if (current.isLost) {
        doing.delete(name);
        if (chance(2) === 0) late.push(current.at);
      } else {
        // The clock's operations are in the order of the list.
        current.outcome = take(operation.command);
        if (operation.actor !== null) continue;
      }
    }
    if (current.isLost) continue;
    doing.delete(name);
    const calledAt = operation.actor === null ? now : operation.calledAt;
    history[current.at] = { ...operation, calledAt, returnedAt: now, outcome: current.outcome };
  }
  return history;
}

/** The history with one outcome in place of another, out of these histories' outcomes of the same command. */
export function withOneChange<C extends Command, O extends Outcome>(
  history: readonly Operation<C, O>[],
  others: readonly Operation<C, O>[],
  chance: Chance,
): Operation<C, O>[] {
  const returned = history.map((_, index) => index).filter((index) => history[index]?.outcome !== null);
  const index = returned[chance(Math.max(returned.length, 1))];
  const operation = index === undefined ? undefined : history[index];
  if (index === undefined || operation === undefined) return [...history];
  const outcomes = [...history, ...others]
    .filter((other) => other.command.type === operation.command.type)
    .map((other) => other.outcome)
    .filter((outcome) => outcome !== null && JSON.stringify(outcome) !== JSON.stringify(operation.outcome));
  const outcome = outcomes[chance(Math.max(outcomes.length, 1))] ?? null;
  return outcome === null ? [...history] : history.with(index, { ...operation, outcome });
}
