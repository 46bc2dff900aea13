import { Interrupted } from './interrupted.ts';
import type { Ask, Asking } from './lockstep.ts';
import type { Command, Outcome, System } from './model.ts';
import type { Patience } from './patience.ts';
import { explainSilence, usualAnswerMs } from './patience.ts';
import { beginWaiting } from './stray-error.ts';
import { startWatch } from './time-limit.ts';

/**
 * Puts every request of a part of a lockstep to a system, each with `answerMs` for the answer. Throws `ViolationFound`;
 * `Interrupted` where the signal is given meanwhile; and `EnvironmentError` where the server below the system gives no answer.
 * (Written with `then`, since waiting for the first of two promises would make three more promises for each answer.)
 */
export function askSystem<C extends Command, O extends Outcome, View>(
  asking: Asking<C>,
  system: System<C, O, View>,
  patience: Patience = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    const { answerMs = usualAnswerMs, signal } = patience;
    const interruption = signal && { signal, interrupt: () => goOn(() => stop(new Interrupted())) };
    const watch = startWatch(answerMs, () => expire(asked), interruption);
    const endWaiting = beginWaiting((error) => goOn(() => asking.throw(error)));

    function end(): void {
      watch.end();
      endWaiting();
    }

    /** The answer may still come while the reason for its delay is looked for. */
    function expire(number: number): void {
      explainSilence(patience).then(
        (error) => void (number === asked && goOn(() => asking.throw(error))),
        (error: unknown) => void (number === asked && goOn(() => stop(error))),
      );
    }

    function goOn(advance: () => IteratorResult<Ask<C>, void>): void {
      asked += 1;
      try {
        const next = advance();
        if (next.done === true) {
          end();
          resolve();
        } else waitFor(next.value);
      } catch (error) {
        end();
        reject(error);
      }
    }

    function waitFor(ask: Ask<C>): void {
      if (ask.type === 'wait') return pauseFor(ask.ms);
      const number = asked;
      // A late answer finds that the next request is out by now.
      const onAnswer = (answer: unknown): void => void (number === asked && goOn(() => asking.next(answer)));
      const onError = (error: unknown): void => void (number === asked && goOn(() => asking.throw(error)));
      watch.restart();
      try {
        Promise.resolve(answerOf<C, unknown, unknown>(system, ask)).then(onAnswer, onError);
      } catch (error) {
        onError(error);
      }
    }

    /** In slices, so that a long pause is not taken for a missing answer. */
    function pauseFor(ms: number): void {
      const number = asked;
      const sliceMs = Math.min(ms, longestSliceMs);
      watch.restart();
      setTimeout(() => {
        if (number !== asked) return;
        if (ms > sliceMs) pauseFor(ms - sliceMs);
        else goOn(() => asking.next(undefined));
      }, sliceMs);
    }

    goOn(() => asking.next());
  });
}

const longestSliceMs = 1_000;

/** Ends the work with an error that the lockstep does not handle. */
function stop(error: unknown): never {
  throw error;
}

/** A system that answers at once, as a system in memory can. */
export interface SyncSystem<C extends Command, O extends Outcome, View> {
  perform(command: C): O;
  view(): View;
}

/** As `askSystem`, without promises. */
export function askSyncSystem<C extends Command, O extends Outcome, View>(
  asking: Asking<C>,
  system: SyncSystem<C, O, View>,
): void {
  let next = asking.next();
  while (next.done !== true) {
    let answer: unknown;
    try {
      if (next.value.type === 'wait') throw new TypeError('a system that answers at once has nothing to wait for');
      answer = answerOf(system, next.value);
    } catch (error) {
      next = asking.throw(error);
      continue;
    }
    next = asking.next(answer);
  }
}

function answerOf<C, O, View>(
  system: { perform(command: C): O; view(): View },
  ask: Exclude<Ask<C>, { readonly type: 'wait' }>,
): O | View {
  return ask.type === 'view' ? system.view() : system.perform(ask.command);
}
