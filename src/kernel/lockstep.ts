import { Complaint } from './complaint.ts';
import type { Execute, Possible, Taken } from './interpreter.ts';
import { beginningOf, takeInEach } from './interpreter.ts';
import type { Step } from './invariant.ts';
import { sameJson } from './json.ts';
import type { Judged, Judgement, Observed } from './judge.ts';
import {
  judgeError,
  judgeInvariants,
  judgeOutcome,
  judgeRecovery,
  judgeSettled,
  judgeStep,
  judgeView,
} from './judge.ts';
import type { Command, Model, Outcome } from './model.ts';
import { nextRecovery } from './recovery.ts';
import { ViolationFound } from './run.ts';
import { UnsoundModel } from './unsound-model.ts';

/** What a lockstep asks of the system: to carry out a command, or to show its view. */
export type Ask<C> = { readonly type: 'perform'; readonly command: C } | { readonly type: 'view' };

/** A part of a lockstep: asks of the system what it has to be asked, and is given the answers. Throws `ViolationFound`. */
export type Asking<C> = Generator<Ask<C>, void, unknown>;

const askForView = { type: 'view' } as const;

/** Sees every step of the run itself; the recovery is not part of it. */
export type Observer<State, View, C, O> = (step: Step<View, C, O>, state: State) => void;

export interface LockstepOptions<State, C extends Command, O extends Outcome, View> {
  /** Where a command has one ending, called before the system takes it. */
  readonly observe?: Observer<State, View, C, O> | undefined;
  /** How the model's steps are executed. */
  readonly execute?: Execute<State, C, O, View> | undefined;
}

/**
 * A model and a system that take the same commands and are compared after each. This is the model's side of it, which asks and
 * judges; drivers that do as they are asked, with promises or without, are a few lines each. The states in which the world may
 * be are narrowed by what the system answers and shows; where none is left, the system did what cannot have been.
 */
export interface Lockstep<State, C> {
  readonly possible: readonly State[];
  /** Compares what both sides show at the beginning, and asks the invariants there. First of all, once. */
  begin(): Asking<C>;
  /** One command on both sides: outcomes and views compared, invariants asked. */
  perform(command: C): Asking<C>;
  /** The same without a look at the system: what its answer left open stays open. */
  performUnseen(command: C): Asking<C>;
  /** Compares what both sides show. */
  look(): Asking<C>;
  /** Recovery until quiescent, always the first command that may heal something, then the settled invariants. */
  recover(): Asking<C>;
}

export function createLockstep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { observe, execute }: LockstepOptions<State, C, O, View> = {},
): Lockstep<State, C> {
  const commands: C[] = [];
  const recovery: C[] = [];
  let possible: readonly Possible<State, View, C, O>[] = beginningOf(model);
  /** The system has done something and was not looked at since. */
  let isUnseen = false;

  function last(): C | undefined {
    return recovery.at(-1) ?? commands.at(-1);
  }

  function fail(judgement: Judgement, at = Math.max(0, commands.length + recovery.length - 1)): never {
    throw new ViolationFound({ violation: { ...judgement, at }, commands: [...commands], recovery: [...recovery] });
  }

  /** What shows once recovery is done belongs to the run before it. */
  function failAfterRun(judgement: Judgement): never {
    recovery.length = 0;
    return fail(judgement, commands.length);
  }

  /** The system threw where it was asked, or gave no answer. */
  function failBy(error: unknown): never {
    if (error instanceof Complaint) throw error;
    return fail(judgeError(error, last()?.type));
  }

  function keep<P extends Possible<State, View, C, O>>(judged: Judged<P>): readonly P[] {
    if (judged.left === null) return fail(judged.violation);
    possible = judged.left;
    const violation = judgeInvariants(possible);
    return violation === null ? judged.left : fail(violation);
  }

  function take(command: C): readonly Taken<State, View, C, O>[] {
    const taken = takeInEach(model, possible, command, execute);
    const [only] = taken;
    if (recovery.length === 0 && taken.length === 1 && only !== undefined) observe?.(only.step, only.state);
    return taken;
  }

  /** Where a command has several endings, which of them it was is known only now. */
  function observeLate(taken: readonly Taken<State, View, C, O>[]): void {
    if (recovery.length > 0 || taken.length < 2 || observe === undefined) return;
    const ending = taken.find(({ state }) => possible.some((one) => one.state === state));
    if (ending !== undefined) observe(ending.step, ending.state);
  }

  function* performAndLook(command: C): Asking<C> {
    const taken = take(command);
    let observed: Observed<View, O>;
    try {
      const outcome = (yield { type: 'perform', command }) as O;
      observed = { outcome, view: (yield askForView) as View };
    } catch (error) {
      return failBy(error);
    }
    isUnseen = false;
    keep(judgeStep(model, taken, observed));
    observeLate(taken);
  }

  function* performUnseen(command: C): Asking<C> {
    const taken = take(command);
    isUnseen = true;
    let outcome: O;
    try {
      outcome = (yield { type: 'perform', command }) as O;
    } catch (error) {
      return failBy(error);
    }
    keep(judgeOutcome(taken, outcome));
    observeLate(taken);
  }

  function* look(): Asking<C> {
    isUnseen = false;
    let view: View;
    try {
      view = (yield askForView) as View;
    } catch (error) {
      return failBy(error);
    }
    keep(judgeView(possible, view, last()?.type));
  }

  /** What is left shows the same, and has to recover alike: there is one system to do it. */
  function nextForAll(count: number): C | 'quiescent' | 'nonTerminating' {
    const [first, ...others] = possible.map(({ state }) => nextRecovery(model, state, count));
    if (first !== undefined && others.every((other) => sameJson(other, first))) return first;
    throw new UnsoundModel(`the model ${model.name} recovers in different ways from states that show the same`);
  }

  return {
    get possible() {
      return possible.map(({ state }) => state);
    },
    begin: look,
    perform(command) {
      commands.push(command);
      return performAndLook(command);
    },
    performUnseen(command) {
      commands.push(command);
      return performUnseen(command);
    },
    look,
    *recover() {
      if (isUnseen) yield* look();
      for (let count = 0; ; count += 1) {
        const command = nextForAll(count);
        if (command === 'quiescent') break;
        if (command === 'nonTerminating') return failAfterRun(judgeRecovery(count));
        recovery.push(command);
        yield* performAndLook(command);
      }
      const unsettled = possible[0] === undefined ? null : judgeSettled(model, possible[0].view);
      if (unsettled !== null) failAfterRun(unsettled);
    },
  };
}
