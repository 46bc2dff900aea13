import { askSystem } from '../kernel/ask-system.ts';
import { usualCauses } from '../kernel/audit.ts';
import { watchConnections } from '../kernel/connection-losses.ts';
import { createYield } from '../kernel/event-loop.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Step } from '../kernel/invariant.ts';
import { createLockstep } from '../kernel/lockstep.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { ViolationFound } from '../kernel/run.ts';
import type { Harness } from '../kernel/setup.ts';
import { confirmAfterRestart } from '../kernel/started.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { isSilence, withSystem } from '../kernel/with-system.ts';
import type { Choices } from './choices.ts';
import { startChoices } from './choices.ts';
import type { PossibleState } from './follow.ts';
import { edgesOf, follow } from './follow.ts';
import type { Graph } from './graph.ts';
import { exploreGraph } from './graph.ts';
import type { Tour } from './tour.ts';
import { startTour } from './tour.ts';

export interface DriveOptions {
  /** With more states the drive is refused: `NoGraph`. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  /** The number of states reached so far: all states are reached before the first transition is driven. */
  readonly onReached?: (states: number) => void;
  readonly onProgress?: (progress: { readonly driven: number; readonly edges: number }) => void;
}

export interface Driven<C = Command> {
  readonly states: number;
  readonly edges: number;
  readonly drivenEdges: number;
  /**
   * The endings of driven commands that the system never chose, where the model lists several endings of a command. States
   * behind them alone are not reached, and their edges are not driven.
   */
  readonly neverChosen: number;
  /** Every command was driven in every state to which the endings lead that the system chose. */
  readonly isWhole: boolean;
  /** How many commands that took, on how many fresh systems. */
  readonly steps: number;
  readonly runs: number;
  /** The first violations, after the fewest commands first. */
  readonly violations: readonly ViolatingRun<C>[];
  readonly timing: { readonly seconds: number; readonly edgesPerSecond: number };
}

/** A longer run continues on a fresh system: its violations have to be shrunk. */
const longestRun = 250;

/** The drive stops after this number of violations; most of them will be the same bug. */
const mostViolations = 20;

/**
 * Drives every transition of a model's state graph on a real system: every command in every reachable state, with outcome
 * and view compared after each. Each transition is driven along a single way to it. Where a command has several endings, the
 * system chooses, and the drive follows it: an ending is driven where the system has chosen it. The invariants are checked by
 * exploring, and not here. Throws `NoGraph`.
 */
export async function driveEdges<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  { maxStates, signal, onReached, onProgress }: DriveOptions,
): Promise<Driven<C>> {
  const startedMs = performance.now();
  const { model, open } = harness;
  const graph = await exploreGraph(model, {
    maxStates,
    ...(signal && { signal }),
    ...(onReached && { onProgress: onReached }),
  });
  const chart = { graph, tour: startTour(graph), chosen: startChoices(graph) };
  const { tour } = chart;
  const violations: ViolatingRun<C>[] = [];
  let steps = 0;
  let runs = 0;
  let isOver = false;
  const yieldToEvents = createYield(() => onProgress?.({ driven: graph.edges - tour.left, edges: graph.edges }));
  const isStopped = (): boolean => signal?.aborted === true;
  while (tour.left > 0 && !isOver && violations.length < mostViolations && !isStopped()) {
    runs += 1;
    const unlessLost = watchConnections(harness);
    try {
      const length = await withSystem(open, (system) => driveRun(harness, system, chart));
      steps += length;
      // No way leads to what is left.
      isOver = length === 0;
    } catch (error) {
      if (error instanceof Interrupted) break;
      if (!(error instanceof ViolationFound)) throw error;
      const { violation, commands, outcomes } = error as ViolationFound<C>;
      await unlessLost(async () => {
        const second = await driveOnce(harness, commands);
        return second !== null && sameFinding(second, violation);
      });
      await confirmAfterRestart(harness, violation, () => driveOnce(harness, commands));
      steps += commands.length;
      violations.push({ violation, commands, ...(outcomes !== undefined && { outcomes }) });
      // Each further run would wait as long for the same answer.
      if (isSilence(violation)) break;
    }
    await yieldToEvents();
  }
  const taken = graph.edges - tour.left;
  const drivenEdges = model.endings === undefined ? taken : chart.chosen.count;
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    states: graph.states,
    edges: graph.edges,
    drivenEdges,
    neverChosen: taken - drivenEdges,
    isWhole: (tour.left === 0 || isOver) && violations.length < mostViolations,
    steps,
    runs,
    violations: violations.toSorted((a, b) => a.commands.length - b.commands.length),
    timing: { seconds, edgesPerSecond: Math.round(drivenEdges / seconds) },
  };
}

/** The violation in which a driven run ends on a fresh system; `null`: none. */
async function driveOnce<State, C extends Command, O extends Outcome, View>(
  { model, open, observation, delays, ...patience }: Harness<State, C, O, View>,
  commands: readonly C[],
): Promise<Violation | null> {
  try {
    await withSystem(open, async (system) => {
      const lockstep = createLockstep({ ...model, invariants: [] }, { observation, delays });
      await askSystem(lockstep.begin(), system, patience);
      for (const command of commands) await askSystem(lockstep.perform(command), system, patience);
    });
    return null;
  } catch (error) {
    if (error instanceof ViolationFound) return error.violation;
    throw error;
  }
}

/** The graph, and what of it is driven. */
interface Chart {
  readonly graph: Graph;
  readonly tour: Tour;
  readonly chosen: Choices;
}

/**
 * Drives a run on a fresh system until no transition is left to take from its state. Returns its length. Throws
 * `ViolationFound`.
 */
async function driveRun<State, C extends Command, O extends Outcome, View>(
  { model, observation = {}, delays, ...patience }: Harness<State, C, O, View>,
  system: System<C, O, View>,
  { graph, tour, chosen }: Chart,
): Promise<number> {
  let last: O | undefined;
  const observe = model.endings === undefined ? undefined : (step: Step<View, C, O>) => (last = step.outcome);
  const lockstep = createLockstep({ ...model, invariants: [] }, { observation, delays, observe });
  await askSystem(lockstep.begin(), system, patience);
  const leftBefore = tour.left;
  let length = 0;
  /** The one of the places from which the way is planned, and its number. */
  let place: PossibleState<State> = { state: model.initial, number: 0 };
  let at = 0;
  let places: readonly PossibleState<State>[] = [place];
  // Each run takes a new transition, also where that is far away.
  while (length < longestRun || tour.left === leftBefore) {
    const way = tour.next(at);
    if (way.length === 0) break;
    for (const edge of way) {
      const [state = model.initial] = model.endings === undefined ? lockstep.possible : [place.state];
      const nth = graph.commandOf(at, edge);
      const command = model.commands(state)[nth];
      if (command === undefined)
        throw new UnsoundModel(`the model of ${model.name} enables less than it did in the same state; ${usualCauses}`);
      const alike = model.endings === undefined ? [edge] : edgesOf(graph, at, nth);
      for (const one of alike) tour.taken(at, one);
      await askSystem(lockstep.perform(command), system, patience);
      length += 1;
      if (model.endings === undefined) {
        at = graph.targetOf(edge);
        continue;
      }
      if (last === undefined) throw new Error(`no outcome of ${command.type} was observed`);
      const answered = { outcome: last, possible: lockstep.possible };
      const followed = follow(model, graph, observation, places, command, answered);
      for (const missed of chosen.note(alike, followed.edges)) tour.block(missed);
      ({ places } = followed);
      const planned = places.find(({ number }) => number === graph.targetOf(edge));
      const next = planned ?? places[0];
      if (next === undefined) return length;
      place = next;
      at = place.number;
      // The system has chosen another way.
      if (planned === undefined) break;
    }
  }
  return length;
}
