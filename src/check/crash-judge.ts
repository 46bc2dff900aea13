import type { Execute, Possible } from '../kernel/interpreter.ts';
import { beginningOf, takeInEach } from '../kernel/interpreter.ts';
import type { Invariant } from '../kernel/invariant.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import type { Judged, Judgement } from '../kernel/judge.ts';
import { judgeOutcome, judgeSettled, judgeStep, judgeView } from '../kernel/judge.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Observation } from '../kernel/observation.ts';
import { nextRecoveryOfAny } from '../kernel/recovery.ts';
import { renameForSystem } from '../kernel/renaming.ts';
import { UserError } from '../kernel/user-error.ts';

/** A command of a run with crashes, and the answer of the system. */
export interface CrashedStep<C, O, View> {
  readonly command: C;
  readonly outcome: O;
  readonly before: View;
  readonly after: View;
  /** An actor was to crash at a failpoint of the command. */
  readonly isStruck: boolean;
}

/** Judges a run with crashes: the model's side of a sweep. */
export interface CrashJudge<C, O, View> {
  /** Judges the first view. */
  begin(view: View): readonly Judgement[];
  /** A command as the system takes it. */
  forSystem(command: C): C;
  /** Judges a step. The run cannot go on where no state is left; `isCrashed`: the system has crashed, and its outcome is its own. */
  judge(step: CrashedStep<C, O, View>): {
    readonly found: readonly Judgement[];
    readonly isOver: boolean;
    readonly isCrashed: boolean;
  };
  nextRecovery(count: number): C | 'quiescent' | 'nonTerminating';
  /** The settled invariants that are violated, with the last view of the system. */
  settle(view: View): readonly Judgement[];
}

/** The model or the system lacks a part that a sweep needs. */
export class CannotSweep extends UserError {
  override name = 'CannotSweep';
}

/**
 * The judge of a run with crashes. Where the system shows all of the view, the model continues after a crash from the state
 * with this view, and the invariants are asked of the view. Where it shows less, the model continues from every state that a
 * crash may leave and that agrees with the observation; an invariant is violated where it is in each of them. Throws
 * `CannotSweep` where the model does not name these states.
 */
export function createCrashJudge<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  observation: Observation<View, O>,
  execute: Execute<State, C, O, View> | undefined,
): CrashJudge<C, O, View> {
  type PossibleState = Possible<State, View, C, O>;
  const { observe, observeOutcome, drawnNames } = observation;
  const isWhole = [observe, observeOutcome, drawnNames].every((part) => part === undefined);
  const statesAfter = isWhole ? statesShowing(model) : statesOfCrash(model);
  const drawn = new Set(drawnNames);
  let possible: readonly PossibleState[] = beginningOf(model);
  /** The number of states from which the recovery begins. */
  let ways: number | null = null;

  function keep(judged: Judged<PossibleState>): readonly Judgement[] {
    if (judged.left === null) return [judged.violation];
    possible = judged.left;
    return isWhole ? [] : violatedInEach(model.invariants, possible);
  }

  return {
    begin: (view) => (isWhole ? [] : keep(judgeView(possible, view, undefined, observation))),
    forSystem(command) {
      const renaming = possible[0]?.renaming;
      return renaming === undefined ? command : renameForSystem(command, drawn, renaming);
    },
    judge({ command, outcome, before, after, isStruck }) {
      const taken = takeInEach(model, possible, command, execute);
      const answering = judgeOutcome(taken, outcome, observation).left ?? [];
      // A system with the expected outcome has not crashed, and the model judges it.
      const isAsExpected = command.fault === undefined && answering.length > 0;
      const found = isWhole
        ? model.invariants
            .filter((one) => !holdsAfter(one, { before, command, outcome, after }))
            .map(({ id, says }): Judgement => ({ kind: 'invariant', name: id, side: 'system', details: says }))
        : [];
      if (!isStruck || (isWhole && isAsExpected)) {
        const judged = judgeStep(model, taken, { outcome, view: after }, observation);
        return { found: [...found, ...keep(judged)], isOver: judged.left === null, isCrashed: false };
      }
      const crashed = statesAfter(possible, command, after);
      // Where outcomes show little, a system that has crashed may seem to have answered.
      const judged = judgeView([...(isAsExpected ? answering : []), ...crashed], after, command.type, observation);
      const isCrashed = !isAsExpected || judged.left?.some((one) => crashed.includes(one)) === true;
      return { found: [...found, ...keep(judged)], isOver: judged.left === null, isCrashed };
    },
    nextRecovery(count) {
      ways ??= possible.length;
      return nextRecoveryOfAny(model, possible, count, ways);
    },
    settle: (view) =>
      model.settled.flatMap((one) => {
        const unsettled = judgeSettled({ settled: [one] }, isWhole ? [{ view }] : possible);
        return unsettled === null ? [] : [{ ...unsettled, side: 'system' as const }];
      }),
  };
}

/** The states after a crash in a command, from these states. */
type StatesAfter<State, C, O, View> = (
  possible: readonly Possible<State, View, C, O>[],
  command: C,
  view: View,
) => readonly Possible<State, View, C, O>[];

function statesShowing<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
): StatesAfter<State, C, O, View> {
  if (model.stateShowing === undefined)
    throw new CannotSweep(`the model of ${model.name} has no stateShowing, which names the state after a crash`);
  const stateShowing = model.stateShowing.bind(model);
  return (_possible, _command, view) => {
    const state = stateShowing(view);
    return [{ state, view: model.view(state), violated: [] }];
  };
}

function statesOfCrash<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
): StatesAfter<State, C, O, View> {
  if (model.afterCrash === undefined)
    throw new CannotSweep(
      `the system shows only a part of the view, and the model of ${model.name} has no afterCrash, which lists the endings of a crash`,
    );
  const afterCrash = model.afterCrash.bind(model);
  return (possible, command) => takeInEach(model, possible, command, (_model, state) => afterCrash(state, command));
}

/** The invariants that are violated on every way to each of these states. */
function violatedInEach<State, C, O, View>(
  invariants: readonly Invariant<View, C, O>[],
  possible: readonly Possible<State, View, C, O>[],
): readonly Judgement[] {
  return invariants
    .filter((one) => possible.every(({ violated }) => violated.includes(one)))
    .map(({ id, says }) => ({ kind: 'invariant', name: id, side: 'both', details: says }));
}
