import { stepOnCopy } from '../kernel/execute.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import { namesIn } from '../kernel/renaming.ts';
import { racingActorOf } from './race.ts';
import type { ScopeOfRaces } from './races-of.ts';
import { byActor, keyUpToSymmetry } from './races-of.ts';
import { statesByDepth, withoutFaults } from './states-by-depth.ts';

/** Which kinds of races are run: a race of each that is not known. */
export interface KindsOfRaces {
  /** The races from so many states of the scope, nearest to the start first. */
  readonly mostStates: number;
  /** The kinds that were raced, in any scope; those of the yielded races are added. */
  readonly known: Set<string>;
  /** The commands before a race, at most. */
  readonly within: number;
  /** Kinds of races with so many commands before them, or fewer, were raced; absent: none was. */
  readonly racedWithin?: number;
}

/** A command, and how it ends. */
interface Step<State, C, O> extends Ending<State, O> {
  readonly command: C;
}

/** Two commands of different actors, one after the other, and the same two the other way round where both are enabled so. */
interface Pair<State, C, O> {
  readonly steps: readonly [Step<State, C, O>, Step<State, C, O>];
  readonly turned: readonly [Step<State, C, O>, Step<State, C, O>] | null;
}

/**
 * A race of two commands of each kind in a scope, with fewer commands before a race first. The kind of a race is the types of
 * both commands and of their outcomes, in each order. Where the order matters, the kind is also the scope and the numbers of
 * rows in the lists of the view, since with other limits and other rows the same outcomes may have other reasons. `null` comes
 * after each pair that makes no race. Commands with a fault are left out, and commands with a name that the system draws.
 */
export function* racesByKind<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { drawnNames = [], neverRaced = [] }: Pick<ScopeOfRaces, 'drawnNames' | 'neverRaced'>,
  { mostStates, known, within, racedWithin = -1 }: KindsOfRaces,
): Generator<Race<C> | null> {
  const fields = new Set(drawnNames);
  const inTurn = new Set<string>();
  let states = 0;
  for (const level of statesByDepth(model, { depth: within, keyOf: keyUpToSymmetry(model) }))
    if (level === null) yield null;
    else
      for (const { state, run } of level) {
        if (states === mostStates) return;
        states += 1;
        for (const pair of pairsFrom(state)) {
          const isNew = pair !== null && addKind(pair, rowsIn(model.view(state))) && run.length > racedWithin;
          yield isNew ? { before: run, atOnce: byActor(model, commandsOf(pair)) } : null;
        }
      }

  function* pairsFrom(state: State): Generator<Pair<State, C, O> | null> {
    const shown = namesIn(model.view(state), fields);
    const steps = stepsFrom(model, state, neverRaced).map((step) => ({
      step,
      next: stepsFrom(model, step.state, neverRaced),
    }));
    for (const { step: first, next } of steps)
      for (const second of next) {
        const commands = [first.command, second.command];
        const isRace =
          racingActorOf(model, first.command) !== racingActorOf(model, second.command) &&
          [...namesIn(commands, fields)].every((name) => shown.has(name));
        if (!isRace) {
          yield null;
          continue;
        }
        const other = steps.find(({ step }) => sameJson(step.command, second.command));
        const last = other?.next.find(({ command }) => sameJson(command, first.command));
        const turned = other === undefined || last === undefined ? null : ([other.step, last] as const);
        yield { steps: [first, second], turned };
      }
  }

  /** Notes the kind of a pair. Whether it is new. */
  function addKind({ steps, turned }: Pair<State, C, O>, rows: string): boolean {
    const kinds = [kindOf(steps), ...(turned === null ? [] : [kindOf(turned)])];
    const isNew = kinds.some((kind) => !known.has(kind));
    const isNewInTurn =
      kinds.some((kind) => !inTurn.has(`${kind} ${rows}`)) && (turned === null || !sameEnd(steps, turned));
    for (const kind of kinds) {
      known.add(kind);
      if (isNewInTurn) inTurn.add(`${kind} ${rows}`);
    }
    return isNew || isNewInTurn;
  }
}

/** Every command without a fault that is enabled in a state and may be raced, and how each ends. */
function stepsFrom<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
  neverRaced: readonly string[],
): readonly Step<State, C, O>[] {
  return withoutFaults(model.commands(state))
    .filter(({ type }) => !neverRaced.includes(type))
    .map((command) => {
      const { state: after, outcome } = stepOnCopy(model, state, command);
      return { command, state: after, outcome };
    });
}

function commandsOf<C>({ steps }: Pair<unknown, C, unknown>): readonly C[] {
  return steps.map(({ command }) => command);
}

/** The types of two commands and of their outcomes. */
function kindOf(steps: readonly Step<unknown, Command, Outcome>[]): string {
  return steps.map(({ command, outcome }) => `${command.type} ${outcome.type}`).join(', ');
}

/** Whether each command has the same outcome in both orders, and the state after both is the same. */
function sameEnd<State, C, O>([first, second]: Pair<State, C, O>['steps'], [one, last]: Pair<State, C, O>['steps']) {
  return (
    sameJson(first.outcome, last.outcome) && sameJson(second.outcome, one.outcome) && sameJson(second.state, last.state)
  );
}

/** The numbers of rows in the lists and tables of a view. */
function rowsIn(view: unknown): string {
  if (typeof view !== 'object' || view === null) return '';
  const parts: unknown[] = Object.values(view);
  return parts.map((part) => (typeof part === 'object' && part !== null ? Object.keys(part).length : '')).join(' ');
}
