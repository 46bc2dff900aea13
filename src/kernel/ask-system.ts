import type { Ask, Asking } from './lockstep.ts';
import { NoAnswer } from './judge.ts';
import type { Command, Outcome, System } from './model.ts';
import { within } from './time-limit.ts';

/** How long a system may take to answer where nothing else is said, in milliseconds. */
export const usualAnswerMs = 30_000;

/** Asks a system all that a part of a lockstep asks, each answer within `answerMs`. Throws `ViolationFound`. */
export async function askSystem<C extends Command, O extends Outcome, View>(
  asking: Asking<C>,
  system: System<C, O, View>,
  answerMs: number = usualAnswerMs,
): Promise<void> {
  const timeUp = (): NoAnswer => new NoAnswer(answerMs);
  let next = asking.next();
  while (next.done !== true) {
    let answer: unknown;
    try {
      answer = await within(answerMs, answerOf<C, Promise<unknown>, Promise<unknown>>(system, next.value), timeUp);
    } catch (error) {
      next = asking.throw(error);
      continue;
    }
    next = asking.next(answer);
  }
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
