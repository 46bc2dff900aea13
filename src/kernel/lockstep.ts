import { timeBetween } from './instants.ts';
import type { Execute, Possible, Taken } from './interpreter.ts';
import { beginningOf, takeInEach } from './interpreter.ts';
import type { Step } from './invariant.ts';
import type { Judged, Judgement } from './judge.ts';
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
import type { Observation } from './observation.ts';
import type { RealClock, RealTime } from './real-time.ts';
import { startRealTime } from './real-time.ts';
import { nextRecoveryOfAny } from './recovery.ts';
import { renameForSystem } from './renaming.ts';
import { ViolationFound } from './run.ts';
import { UserError } from './user-error.ts';

/** A request to the system: to carry out a command, or to show its view; or a pause before the next request. */
export type Ask<C> =
  | { readonly type: 'perform'; readonly command: C }
  | { readonly type: 'view' }
  | { readonly type: 'wait'; readonly ms: number };

/** A part of a lockstep: yields requests to the system, and receives the answers. Throws `ViolationFound`. */
export type Asking<C> = Generator<Ask<C>, void, unknown>;

const askForView = { type: 'view' } as const;

/** Called with every step of the run, without the recovery. */
export type StepListener<State, View, C, O> = (step: Step<View, C, O>, state: State) => void;

export interface LockstepOptions<State, C extends Command, O extends Outcome, View> {
  /** Where a command has a single ending, called before the system takes the command. */
  readonly observe?: StepListener<State, View, C, O> | undefined;
  /** How the model's steps are executed. */
  readonly execute?: Execute<State, C, O, View> | undefined;
  /** What the system shows of the model's outcomes and views; by default all of them. */
  readonly observation?: Observation<View, O> | undefined;
  /** Called with each command of the run and of its recovery, before the system takes it. */
  readonly onTake?: ((command: C) => void) | undefined;
  /** How late the system may show an effect. */
  readonly delays?: Delays | undefined;
  /** Where the clock of the system cannot be moved: commands that let time pass are waits. */
  readonly realClock?: RealClock | undefined;
}

/** How late a system may show the effects of a command, in milliseconds. */
export interface Delays {
  /** For what must come: a view that is not the expected one is asked for again for so long. Default: 0. */
  readonly patienceMs?: number | undefined;
  /** For what must not come: after a run, and after its recovery, the view still has to be the same so much later. Default: 0. */
  readonly quietMs?: number | undefined;
}

/** The pauses between two views, in milliseconds: each is twice as long as the pause before, up to the longest. */
const firstPauseMs = 5;
const longestPauseMs = 100;

/**
 * A model and a system that take the same commands and are compared after each. This is the model's side, which yields
 * requests and judges the answers; the drivers that answer the requests, with promises or without, are a few lines each.
 * Outcomes and views of the system narrow the states in which the world may be. Where no state is left, the system did what
 * the model rules out.
 */
export interface Lockstep<State, C> {
  readonly possible: readonly State[];
  /** Compares both views at the beginning, and checks the invariants there. Called first, and once. */
  begin(): Asking<C>;
  /** Takes a command on both sides, compares outcomes and views, and checks the invariants. */
  perform(command: C): Asking<C>;
  /** As `perform`, without a look at the view: states that the outcome leaves open stay open. */
  performUnseen(command: C): Asking<C>;
  /** Compares both views. */
  look(): Asking<C>;
  /**
   * Recovers until the model is quiescent in every possible state, always by the first command of `recovery` of the first
   * state that has one, and then checks the settled invariants.
   */
  recover(): Asking<C>;
}

export function createLockstep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { observe, execute, observation, onTake, delays = {}, realClock }: LockstepOptions<State, C, O, View> = {},
): Lockstep<State, C> {
  const commands: C[] = [];
  const recovery: C[] = [];
  /** The types of the outcomes of the commands, where commands have several endings. */
  const outcomes: string[] = [];
  const drawnNames = new Set(observation?.drawnNames);
  let possible: readonly Possible<State, View, C, O>[] = beginningOf(model);
  /** The system has taken a command since its last view. */
  let isUnseen = false;
  let time: RealTime | null = null;

  function last(): C | undefined {
    return recovery.at(-1) ?? commands.at(-1);
  }

  function fail(judgement: Judgement, at = Math.max(0, commands.length + recovery.length - 1)): never {
    throw new ViolationFound({
      violation: { ...judgement, at },
      commands: [...commands],
      recovery: [...recovery],
      ...(model.endings !== undefined && { outcomes: outcomes.slice(0, commands.length) }),
    });
  }

  /** A violation after recovery belongs to the run before the recovery. */
  function failAfterRun(judgement: Judgement): never {
    recovery.length = 0;
    return fail(judgement, commands.length);
  }

  /** The violation of a system that threw or gave no answer. */
  function failBy(error: unknown): never {
    if (error instanceof UserError) throw error;
    return fail(judgeError(error, last()?.type));
  }

  function keep<P extends Possible<State, View, C, O>>(judged: Judged<P>): readonly P[] {
    if (judged.left === null) return fail(judged.violation);
    possible = judged.left;
    const violation = judgeInvariants(possible);
    return violation === null ? judged.left : fail(violation);
  }

  function take(command: C): readonly Taken<State, View, C, O>[] {
    onTake?.(command);
    const taken = takeInEach(model, possible, command, execute);
    const [only] = taken;
    if (recovery.length > 0 || only === undefined) return taken;
    if (taken.length === 1) observe?.(only.step, only.state);
    if (model.endings !== undefined) outcomes.push(only.step.outcome.type);
    return taken;
  }

  /** A command with the names that the system has drawn. */
  function forSystem(command: C): C {
    const renaming = possible[0]?.renaming;
    return renaming === undefined ? command : renameForSystem(command, drawnNames, renaming);
  }

  /** Where a command has several endings, the outcome of the system decides between them. */
  function recordOutcome(taken: readonly Taken<State, View, C, O>[], outcome: O | null): void {
    // Where the system shows less, its answer may be of any shape.
    const type = outcome?.type;
    const isOfModel = taken.some(({ step }) => step.outcome.type === type);
    if (model.endings !== undefined && recovery.length === 0 && type !== undefined && isOfModel)
      outcomes[outcomes.length - 1] = type;
  }

  /** Where a command has several endings, the outcome decides between them. */
  function observeLate(taken: readonly Taken<State, View, C, O>[]): void {
    if (recovery.length > 0 || taken.length < 2 || observe === undefined) return;
    const ending = taken.find(({ state }) => possible.some((one) => one.state === state));
    if (ending !== undefined) observe(ending.step, ending.state);
  }

  /** Waits where a command lets time pass, of which the system gets nothing. Returns whether it does. */
  function* letPass(taken: readonly Taken<State, View, C, O>[]): Generator<Ask<C>, boolean, unknown> {
    const passesMs = time === null ? 0 : timeBetween(model, possible, taken);
    if (time === null || passesMs === 0) return false;
    time.advance(passesMs);
    for (let ms = time.pauseMs(); ms > 0; ms = time.pauseMs()) yield { type: 'wait', ms };
    return true;
  }

  function* performAndLook(command: C): Asking<C> {
    const taken = take(command);
    const isWait = time !== null && (yield* letPass(taken));
    let outcome: O | null = null;
    let view: View;
    try {
      if (!isWait) outcome = (yield { type: 'perform', command: forSystem(command) }) as O;
      view = (yield askForView) as View;
    } catch (error) {
      return failBy(error);
    }
    time?.assertOnTime();
    isUnseen = false;
    if (!isWait) recordOutcome(taken, outcome);
    const mayBeLate = (): boolean => {
      const left = isWait ? taken : judgeOutcome(taken, outcome as O, observation).left;
      return left !== null && judgeView(left, view, undefined, observation).left === null;
    };
    for (const pauseMs of pausesWithin(delays.patienceMs ?? 0)) {
      if (!mayBeLate()) break;
      view = yield* lookAfter(pauseMs);
    }
    keep(
      isWait
        ? judgeView(taken, view, command.type, observation)
        : judgeStep(model, taken, { outcome: outcome as O, view }, observation),
    );
    observeLate(taken);
  }

  function* performUnseen(command: C): Asking<C> {
    const taken = take(command);
    isUnseen = true;
    if (time !== null && (yield* letPass(taken))) {
      keep({ left: taken, violation: null });
      return observeLate(taken);
    }
    let outcome: O;
    try {
      outcome = (yield { type: 'perform', command: forSystem(command) }) as O;
    } catch (error) {
      return failBy(error);
    }
    time?.assertOnTime();
    recordOutcome(taken, outcome);
    keep(judgeOutcome(taken, outcome, observation));
    observeLate(taken);
  }

  /** The view of the system after a pause. */
  function* lookAfter(ms: number): Generator<Ask<C>, View, unknown> {
    let view: View;
    try {
      yield { type: 'wait', ms };
      view = (yield askForView) as View;
    } catch (error) {
      return failBy(error);
    }
    time?.assertOnTime();
    return view;
  }

  /** What comes late, and must not come, shows once the system had its time. */
  function* lookOnceQuiet(): Asking<C> {
    if (delays.quietMs === undefined) return;
    keep(judgeView(possible, yield* lookAfter(delays.quietMs), last()?.type, observation));
  }

  function* look(): Asking<C> {
    isUnseen = false;
    let view: View;
    try {
      view = (yield askForView) as View;
    } catch (error) {
      return failBy(error);
    }
    time?.assertOnTime();
    keep(judgeView(possible, view, last()?.type, observation));
  }

  return {
    get possible() {
      return possible.map(({ state }) => state);
    },
    *begin() {
      time = realClock === undefined ? null : startRealTime(realClock);
      yield* look();
    },
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
      yield* lookOnceQuiet();
      const ways = possible.length;
      for (let count = 0; ; count += 1) {
        const command = nextRecoveryOfAny(model, possible, count, ways);
        if (command === 'quiescent') break;
        if (command === 'nonTerminating') return failAfterRun(judgeRecovery(count));
        recovery.push(command);
        yield* performAndLook(command);
      }
      if (recovery.length > 0) yield* lookOnceQuiet();
      const unsettled = judgeSettled(model, possible);
      if (unsettled !== null) failAfterRun(unsettled);
    },
  };
}

/** Pauses whose sum is the patience. */
export function* pausesWithin(patienceMs: number): Generator<number> {
  let leftMs = patienceMs;
  for (let pauseMs = firstPauseMs; leftMs > 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    yield Math.min(pauseMs, leftMs);
    leftMs -= pauseMs;
  }
}
