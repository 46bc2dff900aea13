import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stage, StagedStep, StageFault, StageMove } from '../../../kernel/stage.ts';
import { createContexts } from '../contexts.ts';
import { cameToRest } from '../rest.ts';
import { holders } from './holder.ts';
import type { StagedCall } from './staged-call.ts';
import { holdCall } from './staged-call.ts';

/** After so much silence a call waits for another one, in milliseconds. */
const usualSilenceMs = 300;

/** How long actors may take to come to rest after an answer, in milliseconds. */
const patienceMs = 10_000;

/** So long are files and timers of actors waited for, in milliseconds. */
const longestWorkMs = 2_000;

export interface CallStageOptions {
  /**
   * A call that has no answer for so long waits for the call of another actor, in milliseconds; 300 if it is not given. A call
   * that is only slow makes the run count for nothing.
   */
  readonly silenceMs?: number;
}

/**
 * A stage for clients that are not Postgres: it orders the asynchronous calls on the objects that `stageCalls` gives, a call
 * being one step.
 */
export async function openCallStage({ silenceMs = usualSilenceMs }: CallStageOptions = {}): Promise<Stage> {
  const contexts = createContexts();
  const known: string[] = [];
  const settled = new Map<string, boolean>();
  let calls: StagedCall[] = [];
  let faults: StageFault[] = [];
  let isHolding = false;
  let areAnswersHeld = false;
  let isMoving = false;
  let activity = 0;
  let wake: () => void = () => undefined;

  const fault = (line: string): void => void faults.push({ line, isOvertaking: false });
  const waiting = (): StagedCall[] => calls.filter(({ state }) => state === 'waiting');

  function stir(): void {
    activity += 1;
    wake();
  }

  function know(actor: string): void {
    if (!known.includes(actor)) known.push(actor);
  }

  function holdFor<Result>(actor: string, name: string, make: () => Promise<Result>): Promise<Result> {
    stir();
    const { call, promise } = holdCall(actor, name, { make: outside(make), onAnswer: () => answered(call) });
    calls.push(call);
    return promise;
  }

  function answered({ actor, name }: StagedCall): void {
    stir();
    if (isHolding && !isMoving)
      fault(`${actor} waited for ${name}, and went on without another move: it takes longer than ${silenceMs} ms`);
  }

  function nextOf(actor: string): { readonly call: StagedCall; readonly move: StageMove } | null {
    const call = calls.find(
      (one) => one.actor === actor && (one.state === 'held' || (areAnswersHeld && one.state === 'answered')),
    );
    if (call === undefined) return null;
    return { call, move: { actor, kind: call.state === 'held' ? 'statement' : 'answer', statement: call.name } };
  }

  async function rest(actor: string): Promise<void> {
    const hasCome = (): boolean => settled.get(actor) !== false || nextOf(actor) !== null;
    const how = await cameToRest({
      hasCome,
      isBusy: () => false,
      isWorking() {
        const { work, timer } = contexts.isPending(actor);
        return work || (timer && !hasCome());
      },
      activity: () => activity,
      silenceMs: () => 0,
      longestWorkMs,
      patienceMs,
    });
    if (how === 'restless') fault(`${actor} has not come to rest: its files or timers have no end`);
  }

  /** Waits until these calls have their answers, or it has been silent for long enough. */
  async function settle(made: readonly StagedCall[]): Promise<void> {
    while (made.some(({ state }) => state === 'waiting')) {
      const before = activity;
      const timer = setTimeout(() => wake(), silenceMs);
      await new Promise<void>((resolve) => (wake = resolve));
      clearTimeout(timer);
      if (activity === before) return;
    }
  }

  /** Gives all answers that have come, this call's first. Returns the other actors that got one. */
  async function deliverAll(first: StagedCall): Promise<string[]> {
    const woken: string[] = [];
    const hasOthers = waiting().some((call) => call !== first);
    for (let next: StagedCall | undefined = first; next !== undefined;) {
      const isDelivered = next.state === 'answered';
      next.deliver();
      if (isDelivered) await rest(next.actor);
      if (isDelivered && next !== first) woken.push(next.actor);
      // What the actor has done since then may let others go on.
      if (next === first && hasOthers) await settle(waiting());
      next = calls.find(({ state }) => state === 'answered');
    }
    return woken;
  }

  return {
    address: () => '',
    async admit(actors) {
      for (const actor of actors) know(actor);
    },
    hold({ answers = false } = {}) {
      [isHolding, areAnswersHeld] = [true, answers];
      contexts.watch();
      [calls, faults] = [[], []];
      settled.clear();
    },
    async letPass() {
      [isHolding, areAnswersHeld] = [false, false];
      contexts.unwatch();
      const limit = performance.now() + patienceMs;
      const isDone = (): boolean =>
        [...settled.values()].every(Boolean) && calls.every(({ state }) => state === 'delivered');
      for (; !isDone() && performance.now() < limit; await pause(1))
        for (const call of calls) {
          if (call.state === 'held') call.release();
          call.deliver();
        }
    },
    async begin(actor, call) {
      know(actor);
      settled.set(actor, false);
      const done = (): void => {
        settled.set(actor, true);
        stir();
      };
      const holder = {
        isHolding: () => isHolding,
        hold: <Result>(name: string, make: () => Promise<Result>) => holdFor(actor, name, make),
        missed: (name: string) =>
          fault(`the first call of ${name} passed: the stage did not know that it returns a promise`),
      };
      isMoving = true;
      holders.run(holder, () => contexts.run(actor, call)).then(done, done);
      await rest(actor);
      isMoving = false;
    },
    moves: () => known.flatMap((actor) => nextOf(actor)?.move ?? []),
    async release(actor): Promise<StagedStep> {
      const next = nextOf(actor);
      if (next === null) throw new RangeError(`${actor} has no move`);
      const { call, move } = next;
      isMoving = true;
      try {
        if (move.kind === 'answer') {
          call.deliver();
          await rest(actor);
          return { ...move, answer: call.answer, woken: [] };
        }
        call.release();
        await settle([call]);
        const answer = call.state === 'waiting' ? null : call.answer;
        if (areAnswersHeld) await settle(waiting());
        return { ...move, answer, woken: areAnswersHeld ? [] : await deliverAll(call) };
      } finally {
        isMoving = false;
      }
    },
    async strike(actor, { fault: struckBy, place }): Promise<StagedStep> {
      const call = place === 'waiting' ? waiting().find((one) => one.actor === actor) : nextOf(actor)?.call;
      if (call === undefined) throw new RangeError(`${actor} has no call at which a fault could strike (${place})`);
      const kind = call.state === 'answered' ? 'answer' : 'statement';
      isMoving = true;
      try {
        if (place === 'after' && call.state === 'held') {
          call.release();
          await settle([call]);
        }
        const answer = place === 'after' && call.state === 'answered' ? call.answer : 'none';
        const step = { actor, kind, statement: call.name, answer, cut: place } as const;
        if (struckBy === 'kill') {
          for (const own of calls) if (own.actor === actor) own.abandon();
          settled.set(actor, true);
          return { ...step, isKilled: true, woken: areAnswersHeld ? [] : await deliverAll(call) };
        }
        call.lose();
        if (!areAnswersHeld) return { ...step, woken: await deliverAll(call) };
        call.deliver();
        await rest(actor);
        await settle(waiting());
        return { ...step, woken: [] };
      } finally {
        isMoving = false;
      }
    },
    waits: () => waiting().map((one) => ({ actor: one.actor, for: [] })),
    oneSteps: () => [],
    faults: () => faults,
    async close() {},
  };
}

/** The same call, in the context in which it is made, but for the calls that it makes itself: they are not held. */
function outside<Result>(make: () => Promise<Result>): () => Promise<Result> {
  const inContext = AsyncLocalStorage.snapshot();
  return () => inContext(() => holders.run(null, make));
}
