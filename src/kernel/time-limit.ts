import { Interrupted } from './interrupted.ts';

/** The interval between two looks at the waiting calls, in milliseconds. */
const tickMs = 250;

/** A time limit for answers that come one after the other, the same for each. */
export interface Watch {
  /** The next answer is waited for, with all of the time. */
  restart(): void;
  /** No answer is waited for any more. */
  end(): void;
}

/** A signal that stops the waiting. */
export interface Interruption {
  readonly signal: AbortSignal;
  readonly interrupt: () => void;
}

interface Waiting {
  ticksLeft: number;
  readonly expire: () => void;
  readonly interruption: Interruption | undefined;
}

const waiting = new Set<Waiting>();
let timer: ReturnType<typeof setInterval> | null = null;

/**
 * Calls `expire` once where an answer has not come within this time, in milliseconds, give or take a quarter of a second.
 * All watches share a timer, since a timer each would cost more than most calls. Time in which the process was stopped does
 * not count. Calls `interrupt` instead, within a quarter of a second, where the signal is given.
 */
export function startWatch(limitMs: number, expire: () => void, interruption?: Interruption): Watch {
  const ticks = Math.max(1, Math.ceil(limitMs / tickMs));
  const one: Waiting = { ticksLeft: ticks, expire, interruption };
  begin(one);
  return {
    restart() {
      one.ticksLeft = ticks;
      begin(one);
    },
    end: () => end(one),
  };
}

/**
 * The value of the promise; rejects with `timeUp()` where the promise has not settled within this time, in milliseconds, and
 * with `Interrupted` where the signal is given before.
 */
export function within<Value>(
  limitMs: number,
  promise: PromiseLike<Value>,
  timeUp: () => Error,
  signal?: AbortSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const interruption = signal && { signal, interrupt: () => reject(new Interrupted()) };
    const watch = startWatch(limitMs, () => reject(timeUp()), interruption);
    promise.then(
      (value) => {
        watch.end();
        resolve(value);
      },
      (error: unknown) => {
        watch.end();
        reject(error);
      },
    );
  });
}

function begin(one: Waiting): void {
  if (waiting.size === 0) {
    timer ??= setInterval(tick, tickMs);
    timer.ref();
  }
  waiting.add(one);
}

function end(one: Waiting): void {
  // The process may end while no call waits.
  if (waiting.delete(one) && waiting.size === 0) timer?.unref();
}

function tick(): void {
  for (const one of waiting) {
    if (one.interruption?.signal.aborted === true) {
      end(one);
      one.interruption.interrupt();
      continue;
    }
    one.ticksLeft -= 1;
    if (one.ticksLeft >= 0) continue;
    end(one);
    one.expire();
  }
}
