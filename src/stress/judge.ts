import { holdsIn } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Linearization } from '../linearize/linearization.ts';
import { linearizeRound } from '../linearize/linearize.ts';
import type { NamedState } from '../linearize/named-state.ts';

export interface JudgeOptions {
  readonly naming: OverlapNaming;
  /** For each search, in seconds. */
  readonly maxSeconds: number;
  readonly maxMemoryBytes: number;
  readonly isOutOfMemory: () => boolean;
  /** Whether the core of an illegal round is searched for. */
  readonly findsCore: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Operations with the look after them, and the states in which they may have begun. */
export interface JudgedHistory<State, C extends Command, O extends Outcome, View> {
  readonly initial: readonly NamedState<State>[];
  readonly operations: readonly Operation<C, O>[];
  readonly look: { readonly seen: View };
}

export type RoundJudgement<State, C extends Command, O extends Outcome, View> =
  /** `ends`: the states in which the next round may begin; `null`: they are not known. */
  | {
      readonly verdict: 'linearizable';
      readonly ends: readonly NamedState<State>[] | null;
      readonly overlapsNeeded: readonly string[];
      /** The history, and an invariant that is violated in every end of it. */
      readonly violated: { readonly history: JudgedHistory<State, C, O, View>; readonly invariant: Violated } | null;
    }
  | { readonly verdict: 'illegal'; readonly history: JudgedHistory<State, C, O, View>; readonly found: IllegalHistory }
  | { readonly verdict: 'unknown' };

/** An invariant that is violated. */
export interface Violated {
  readonly id: string;
  readonly says: string;
}

export type IllegalHistory = Extract<Linearization, { verdict: 'illegal' }>;

/** Judges the rounds of a world, one after the other. */
export interface WorldJudge<State, C extends Command, O extends Outcome, View> {
  /** The states in which the next round may begin. */
  initial(): readonly NamedState<State>[];
  round(
    operations: readonly Operation<C, O>[],
    look: { readonly seen: View },
  ): Promise<RoundJudgement<State, C, O, View>>;
}

export function judgeWorld<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { naming, findsCore, ...limits }: JudgeOptions,
): WorldJudge<State, C, O, View> {
  let initial: readonly NamedState<State>[] = [{ state: model.initial, names: [] }];
  // Where a look shows all of a state, the end of one order suffices. A round that then is illegal is judged with all rounds
  // before it as well: those may have had another order.
  const showsAll = model.stateShowing !== undefined;
  const findsEnds = showsAll ? 'some' : 'all';
  let before: readonly Operation<C, O>[] = [];

  async function round(
    operations: readonly Operation<C, O>[],
    look: { readonly seen: View },
  ): Promise<RoundJudgement<State, C, O, View>> {
    const { linearization, ends } = await linearizeRound(model, operations, {
      naming,
      initial,
      look,
      findsEnds,
      coreSteps: 0,
      ...limits,
    });
    if (linearization.verdict === 'inconclusive') return { verdict: 'unknown' };
    if (linearization.verdict === 'linearizable') {
      if (showsAll) before = joined(before, operations);
      const invariant = ends === null ? null : violatedIn(model, ends);
      const violated = invariant === null ? null : { history: { initial, operations, look }, invariant };
      if (ends !== null) initial = ends;
      const overlapsNeeded = linearization.overlapsNeeded.map(({ because }) => because);
      return { verdict: 'linearizable', ends, overlapsNeeded, violated };
    }
    if (showsAll && before.length > 0) {
      const all = joined(before, operations);
      const whole = await linearizeRound(model, all, { naming, look, findsEnds: 'none', coreSteps: 0, ...limits });
      if (whole.linearization.verdict === 'linearizable') return { verdict: 'unknown' };
    }
    const history = { initial, operations, look };
    if (!findsCore) return { verdict: 'illegal', history, found: linearization };
    const { linearization: found } = await linearizeRound(model, operations, {
      naming,
      ...history,
      findsEnds: 'none',
      ...limits,
    });
    return { verdict: 'illegal', history, found: found.verdict === 'illegal' ? found : linearization };
  }

  return { initial: () => initial, round };
}

/** Two histories one after the other. */
function joined<C extends Command, O extends Outcome>(
  first: readonly Operation<C, O>[],
  second: readonly Operation<C, O>[],
): readonly Operation<C, O>[] {
  const last = first.reduce((latest, { calledAt, returnedAt }) => Math.max(latest, calledAt, returnedAt ?? 0), 0);
  return [
    ...first,
    ...second.map((one) => ({
      ...one,
      calledAt: last + one.calledAt,
      returnedAt: one.returnedAt === null ? null : last + one.returnedAt,
    })),
  ];
}

/** An invariant that is violated in every one of these states. */
export function violatedIn<State, C extends Command, O extends Outcome, View>(
  { invariants, view }: Pick<Model<State, C, O, View>, 'invariants' | 'view'>,
  ends: readonly NamedState<State>[],
): Violated | null {
  if (ends.length === 0) return null;
  const views = ends.map(({ state }) => view(state));
  const violated = invariants.find(
    (invariant) => 'holds' in invariant && views.every((one) => !holdsIn(invariant, one)),
  );
  return violated === undefined ? null : { id: violated.id, says: violated.says };
}
