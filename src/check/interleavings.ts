import * as fc from 'fast-check';
import type { StepKinds } from '../explore/step-kinds.ts';
import { createStepKinds, stepOf } from '../explore/step-kinds.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { PathStep } from '../kernel/reached.ts';
import { assertJson } from '../kernel/strict-json.ts';
import type { Generation } from '../kernel/subject.ts';
import { smallerRuns } from '../minimise/minimise.ts';
import type { DrivenRecorder, GeneratedStep } from './driven.ts';
import type { Novelty } from './novelty.ts';
import type { Steering, SteeredStep } from './steering.ts';

/** How runs are generated, with every field set. */
export type Bias = Required<Generation>;

/** The subject's way of generating runs, with the defaults of this engine. */
export function biasOf(generation: Generation): Bias {
  return {
    faultWeights: {},
    swarmRate: 0.25,
    shortRate: 0.25,
    guesses: 2,
    noveltyRate: 0.5,
    steerRate: 0.5,
    ...generation,
  };
}

/**
 * A fast-check arbitrary of interleavings that knows the model: each command is enabled in the state after the commands
 * before it, with a random ending of each. The type is picked first, by its weight, then whether a fault strikes, and
 * which, then a command among the rest, then the values of its drawn fields. (A uniform choice is blind: types with many
 * arguments crowd out the rest.)
 *
 * Runs have `length` commands, except a share of shorter runs, and runs to a state in which no command is enabled; under
 * `fc.noBias` no run is shorter. They shrink by the minimiser’s moves.
 *
 * With `novelty` a share of the runs is picked among several, by what earlier runs did not show, and with `steering` a share
 * begins with a shortest path to a step that no earlier run has taken, or is a tour of transitions that none has taken. A run then depends on the runs before it, and cannot be
 * generated alone by its path.
 */
export function interleavings<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  generation: Generation,
  length: number,
  guidance?: Guidance<State, C>,
): fc.Arbitrary<readonly C[]> {
  return new Interleavings(model, biasOf(generation), length, guidance);
}

/** What leads runs to what earlier runs did not show. */
export interface Guidance<State, C> {
  readonly novelty?: Novelty;
  readonly steering?: Steering | undefined;
  readonly driven?: Pick<DrivenRecorder<State, C>, 'generate'> | undefined;
}

class Interleavings<State, C extends Command, O extends Outcome, View> extends fc.Arbitrary<readonly C[]> {
  readonly #model: Model<State, C, O, View>;
  readonly #bias: Bias;
  readonly #length: number;
  readonly #guidance: Guidance<State, C> | undefined;
  readonly #kinds: StepKinds = createStepKinds();

  constructor(model: Model<State, C, O, View>, bias: Bias, length: number, guidance: Guidance<State, C> | undefined) {
    super();
    this.#model = model;
    this.#bias = bias;
    this.#length = length;
    this.#guidance = guidance;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<readonly C[]> {
    const { novelty, steering, driven } = this.#guidance ?? {};
    const { steerRate } = this.#bias;
    const isSteered = steering !== undefined && steerRate > 0 && happens(random, steerRate);
    const path = isSteered ? steering.next(this.#length, (below) => random.nextInt(0, below - 1)) : null;
    const isPicked = path === null && (novelty?.guesses ?? 1) > 1 && happens(random, this.#bias.noveltyRate);
    const guesses = isPicked ? (novelty?.guesses ?? 1) : 1;
    const guessed = Array.from({ length: guesses }, () => this.#guess(random, biasFactor, path ?? []));
    const run = novelty?.pick(guessed) ?? guessed[0] ?? [];
    const commands = run.map(({ command }) => command);
    if (steering !== undefined || driven !== undefined) {
      const steps = run.map((step) => this.#steered(step));
      steering?.note(steps);
      driven?.generate(commands, steps);
    }
    return new fc.Value(commands, undefined);
  }

  /** A run that begins with this path, as far as it can be followed. */
  #guess(random: fc.Random, biasFactor: number | undefined, path: readonly PathStep[]): GuessedStep<State, C, O>[] {
    const { swarmRate, shortRate } = this.#bias;
    const isShorter = biasFactor !== undefined && happens(random, shortRate);
    const length = isShorter ? random.nextInt(1, this.#length) : this.#length;
    const swarm = happens(random, swarmRate) ? startSwarm(random) : everything;
    const run: GuessedStep<State, C, O>[] = [];
    let state = this.#model.initial;
    while (run.length < length || run.length < path.length) {
      const enabled = this.#model.commands(state);
      const [nth = -1, chosen = -1] = path[run.length] ?? [];
      const command = enabled[nth] ?? pick(random, this.#bias, swarm, enabled);
      if (command === undefined) break;
      const drawn = this.#draw(random, biasFactor, command);
      const endings = endingsOf(this.#model, state, drawn);
      const place = endings[chosen] === undefined ? pickPlace(random, endings.length) : chosen;
      const ending = endings[place];
      if (ending === undefined) break;
      ({ state } = ending);
      run.push({ command: drawn, outcome: ending.outcome, state, enabled, representative: command, ending: place });
    }
    return run;
  }

  /** A step of the run that was picked: of the others this would be work for nothing. */
  #steered(guessed: GuessedStep<State, C, O>): SteeredStep & GeneratedStep<State> {
    const { command, outcome, state, enabled, representative, ending } = guessed;
    return {
      state,
      by: command === representative ? [enabled.indexOf(representative), ending] : null,
      step: stepOf(command, outcome),
      stateClass: this.#kinds.classOf(enabled),
    };
  }

  /** The representative with random values in its drawn fields. */
  #draw(random: fc.Random, biasFactor: number | undefined, representative: C): C {
    const arbitraries = this.#model.drawn?.[representative.type];
    if (arbitraries === undefined) return representative;
    const own = Object.entries(arbitraries).filter(([field]) => Object.hasOwn(representative, field));
    const values = own.map(([field, arbitrary]): [string, unknown] => {
      const { value } = (arbitrary as fc.Arbitrary<unknown>).generate(random, biasFactor);
      assertJson(`the value that is drawn for ${representative.type}.${field}`, value);
      return [field, value];
    });
    return { ...representative, ...Object.fromEntries(values) };
  }

  override canShrinkWithoutContext(value: unknown): value is readonly C[] {
    return (
      Array.isArray(value) && value.every((command) => typeof (command as Partial<Command> | null)?.type === 'string')
    );
  }

  override shrink(commands: readonly C[]): fc.Stream<fc.Value<readonly C[]>> {
    const runs = smallerRuns(this.#model, commands);
    return fc.stream(runs).map((run) => new fc.Value(run, undefined));
  }
}

/** A step of a run as the model guesses it, with the ending that was drawn. */
interface GuessedStep<State, C, O> {
  readonly command: C;
  readonly outcome: O;
  /** After it. */
  readonly state: State;
  /** The commands before it. */
  readonly enabled: readonly C[];
  /** The command without its drawn values. */
  readonly representative: C;
  /** The place of its ending. */
  readonly ending: number;
}

/** Which types and faults a run makes use of. */
type Swarm = (names: readonly string[]) => readonly string[];

const everything: Swarm = (names) => names;

/** The chance that a name is left out. With the usual chance of a half, hardly a run would finish any work. */
const leftOut = 0.2;

/** Each name is kept or left out at its first appearance. Where no enabled name is kept, all enabled names are. */
function startSwarm(random: fc.Random): Swarm {
  const kept = new Map<string, boolean>();
  function isKept(name: string): boolean {
    let is = kept.get(name);
    if (is === undefined) kept.set(name, (is = random.nextDouble() >= leftOut));
    return is;
  }
  return (names) => {
    const left = names.filter(isKept);
    return left.length === 0 ? names : left;
  };
}

function pick<C extends Command>(
  random: fc.Random,
  { weights, faultRate, faultWeights }: Bias,
  swarm: Swarm,
  enabled: readonly C[],
): C | undefined {
  const ofType = pickGroup(random, weights, swarm, enabled, ({ type }) => type);
  if (ofType === undefined) return undefined;
  // A fault that is never to strike is no reason to end the run.
  const struck = ofType.filter(({ fault }) => fault !== undefined && (faultWeights[fault] ?? 1) > 0);
  const isStruck = struck.length > 0 && happens(random, faultRate);
  const plain = ofType.filter(({ fault }) => fault === undefined);
  const choices = isStruck ? pickGroup(random, faultWeights, swarm, struck, ({ fault = '' }) => fault) : plain;
  return choices?.[random.nextInt(0, Math.max(0, choices.length - 1))];
}

/** The commands of a name, picked by the weights of the names: by default 1. */
function pickGroup<C>(
  random: fc.Random,
  weights: Readonly<Record<string, number>>,
  swarm: Swarm,
  commands: readonly C[],
  nameOf: (command: C) => string,
): readonly C[] | undefined {
  const weightOf = (name: string): number => weights[name] ?? 1;
  const names = swarm([...new Set(commands.map(nameOf))].filter((name) => weightOf(name) > 0));
  const total = names.reduce((sum, name) => sum + weightOf(name), 0);
  let left = random.nextDouble() * total;
  const picked = names.find((name) => (left -= weightOf(name)) < 0);
  return picked === undefined ? undefined : commands.filter((command) => nameOf(command) === picked);
}

/** A place among so many, at random; without a random number where there is one. */
function pickPlace(random: fc.Random, places: number): number {
  return places === 1 ? 0 : random.nextInt(0, places - 1);
}

function happens(random: fc.Random, rate: number): boolean {
  return random.nextDouble() < rate;
}
