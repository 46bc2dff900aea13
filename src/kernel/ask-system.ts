import type { Ask, Asking } from './lockstep.ts';
import { NoAnswer } from './judge.ts';
import type { Command, Outcome, System } from './model.ts';
import { startWatch } from './time-limit.ts';

/** How long a system may take to answer where nothing else is said, in milliseconds. */
export const usualAnswerMs = 30_000;

/**
 * Asks a system all that a part of a lockstep asks, each answer within `answerMs`. Throws `ViolationFound`. (Written with `then`,
 * since waiting for one of two promises would make three more of each answer.)
 */
export function askSystem<C extends Command, O extends Outcome, View>(
  asking: Asking<C>,
  system: System<C, O, View>,
  answerMs: number = usualAnswerMs,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = 0;
    const watch = startWatch(answerMs, () => goOn(() => asking.throw(new NoAnswer(answerMs))));

    function goOn(advance: () => IteratorResult<Ask<C>, void>): void {
      asked += 1;
      try {
        const next = advance();
        if (next.done === true) {
          watch.end();
          resolve();
        } else waitFor(next.value);
      } catch (error) {
        watch.end();
        reject(error);
      }
    }

    function waitFor(ask: Ask<C>): void {
      const number = asked;
      // An answer that comes too late finds that another thing is asked by now.
      const onAnswer = (answer: unknown): void => void (number === asked && goOn(() => asking.next(answer)));
      const onError = (error: unknown): void => void (number === asked && goOn(() => asking.throw(error)));
      watch.restart();
      try {
        Promise.resolve(answerOf<C, unknown, unknown>(system, ask)).then(onAnswer, onError);
      } catch (error) {
        onError(error);
      }
    }

    goOn(() => asking.next());
  });
}

/** A system that answers at once, as one in memory can. */
export interface SyncSystem<C extends Command, O extends Outcome, View> {
  perform(command: C): O;
  view(): View;
}

/** The same without promises. */
export function askSyncSystem<C extends Command, O extends Outcome, View>(
  asking: Asking<C>,
  system: SyncSystem<C, O, View>,
): void {
  let next = asking.next();
  while (next.done !== true) {
    let answer: unknown;
    try {
      answer = answerOf(system, next.value);
    } catch (error) {
      next = asking.throw(error);
      continue;
    }
    next = asking.next(answer);
  }
}

function answerOf<C, O, View>(system: { perform(command: C): O; view(): View }, ask: Ask<C>): O | View {
  return ask.type === 'view' ? system.view() : system.perform(ask.command);
}
