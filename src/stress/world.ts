import { NoAnswer } from '../kernel/judge.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Patience } from '../kernel/patience.ts';
import type { NamedState } from '../linearize/named-state.ts';
import { stressedActorOf } from './actors.ts';
import type { Chance } from './chance.ts';
import { beginGuess } from './guess.ts';
import type { JudgeOptions } from './judge.ts';
import { judgeWorld } from './judge.ts';
import type { StressCounts, StressViolation } from './report.ts';
import type { FaultKind, RoundPlan, SystemFailure } from './round.ts';
import { runRound } from './round.ts';

/**
 * With more actors than this the clock ticks between rounds only: each operation beside a tick may come before or after it,
 * and what its end shows of that is seen only at rest.
 */
const mostBesideClock = 6;

export interface WorldOptions<C extends Command, O extends Outcome> {
  /** After how many rounds the world ends. */
  readonly roundsPerWorld: number;
  /** How many operations each actor takes in a round, at most. */
  readonly operationsEach: number;
  /** How often each type of command is drawn, against the others; 1 where a type is not named. */
  readonly weights: Readonly<Record<string, number>>;
  /** What is done to actors while they act. */
  readonly faults: readonly FaultKind[];
  /** Whether an outcome says that the caller does not know what came of the command. */
  readonly isUnknown: (command: C, outcome: O) => boolean;
}

/** A system that was just opened, its model, and what a stress has done until now. */
export interface World<State, C extends Command, O extends Outcome, View> {
  readonly system: System<C, O, View>;
  readonly model: Model<State, C, O, View>;
  readonly patience: Patience;
  readonly judging: JudgeOptions & { readonly naming: OverlapNaming };
  readonly chance: Chance;
  readonly counts: StressCounts;
  readonly isOver: () => boolean;
  readonly onProgress: (counts: StressCounts) => void;
}

/** Plays rounds until the world ends: at a violation, or where the next round cannot be judged. */
export async function stressWorld<State, C extends Command, O extends Outcome, View>(
  { system, model, patience, judging, chance, counts, isOver, onProgress }: World<State, C, O, View>,
  { roundsPerWorld, operationsEach, weights, isUnknown, faults }: WorldOptions<C, O>,
): Promise<StressViolation | null> {
  const judge = judgeWorld(model, judging);
  const drawnNames = new Set(judging.naming.drawnNames);
  const actors = new Set(model.commands(model.initial).map((command) => stressedActorOf(model, command)));
  const struckActors: RoundPlan<State, C, O, View>['struckActors'] = new Map();
  const onStrike = (fault: FaultKind): void => void counts.strikes.set(fault, (counts.strikes.get(fault) ?? 0) + 1);
  const ticksWithin = actors.size <= mostBesideClock;
  /** A state in which the next round may begin; `null`: none is known. */
  let begin: NamedState<State> | null = { state: model.initial, names: [] };

  async function play(
    plan: Pick<RoundPlan<State, C, O, View>, 'operationsEach' | 'ticksAfter' | 'strikesAfter'>,
  ): Promise<StressViolation | null> {
    if (begin === null) return null;
    const startedMs = performance.now();
    const guess = beginGuess(model, begin, drawnNames);
    const weightOf = ({ type }: C): number => weights[type] ?? 1;
    const { operations, look, failure } = await runRound(system, {
      model,
      guess,
      chance,
      weightOf,
      alone: judging.naming.alone ?? [],
      isUnknown,
      patience,
      faults,
      struckActors,
      onStrike,
      ...plan,
    });
    counts.operations += operations.length;
    counts.actingSeconds += (performance.now() - startedMs) / 1000;
    if (failure !== null || look === null)
      return { ...failureOf(failure), round: counts.rounds, initial: judge.initial(), operations, look: null };
    if (operations.length === 0) {
      if (plan.operationsEach > 0) begin = null;
      return null;
    }
    const unknown = operations.filter(({ outcome }) => outcome === null).length;
    counts.unknownOutcomes += unknown;
    const judged = await judge.round(operations, look);
    if (judged.verdict === 'unknown') {
      counts.notDecided += 1;
      begin = null;
      return null;
    }
    if (judged.verdict === 'illegal') {
      const { history, found } = judged;
      return { kind: 'illegal', round: counts.rounds, ...history, found };
    }
    for (const because of judged.overlapsNeeded)
      counts.overlapsNeeded.set(because, (counts.overlapsNeeded.get(because) ?? 0) + 1);
    if (judged.violated !== null) {
      const { history, invariant } = judged.violated;
      return { kind: 'invariant', round: counts.rounds, ...history, ...invariant };
    }
    if (judged.ends === null) counts.endsUnknown += 1;
    // What has no outcome may still take effect in a later round.
    begin = unknown > 0 ? null : (judged.ends?.[0] ?? null);
    return null;
  }

  for (let round = 0; round < roundsPerWorld && begin !== null && !isOver(); round += 1) {
    const ticks = chance(2);
    if (ticks > 0 && !ticksWithin) {
      const violation = await play({ operationsEach: 0, ticksAfter: [0], strikesAfter: [] });
      if (violation !== null) return violation;
    }
    counts.rounds += 1;
    const ticksAfter = ticks > 0 && ticksWithin ? [chance(operationsEach * actors.size)] : [];
    const strikes = faults.length === 0 ? 0 : 1 + chance(2);
    const strikesAfter = Array.from({ length: strikes }, () => chance(operationsEach * actors.size)).sort(
      (a, b) => a - b,
    );
    const violation = await play({ operationsEach, ticksAfter, strikesAfter });
    onProgress(counts);
    if (violation !== null) return violation;
  }
  return null;
}

type StressFailure = Extract<StressViolation, { kind: 'failure' }>;

function failureOf(failure: SystemFailure | null): Pick<StressFailure, 'kind' | 'failed' | 'name' | 'details'> {
  const { failed = 'view', error } = failure ?? {};
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const details = error instanceof NoAnswer ? message : `the system threw ${name}: ${message}`;
  return { kind: 'failure', failed, name, details };
}
