/** How often it is looked for calls whose time is up, in milliseconds. */
const tickMs = 250;

interface Waiting {
  ticksLeft: number;
  expire(): void;
}

const waiting = new Set<Waiting>();
let timer: ReturnType<typeof setInterval> | null = null;

/**
 * What the promise settles to; rejects with `timeUp()` where it has not settled within this time, in milliseconds, give or
 * take a quarter of a second. All calls share one timer, since a timer each would cost more than most calls. Time in which
 * the process was stopped does not count.
 */
export function within<Value>(limitMs: number, promise: PromiseLike<Value>, timeUp: () => Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const one: Waiting = {
      ticksLeft: Math.max(1, Math.ceil(limitMs / tickMs)),
      expire() {
        leave(one);
        reject(timeUp());
      },
    };
    waiting.add(one);
    if (waiting.size === 1) start();
    promise.then(
      (value) => {
        leave(one);
        resolve(value);
      },
      (error: unknown) => {
        leave(one);
        reject(error);
      },
    );
  });
}

function start(): void {
  timer ??= setInterval(tick, tickMs);
  timer.ref();
}

function leave(one: Waiting): void {
  waiting.delete(one);
  // The process may end while no call waits.
  if (waiting.size === 0) timer?.unref();
}

function tick(): void {
  for (const one of waiting) {
    one.ticksLeft -= 1;
    if (one.ticksLeft < 0) one.expire();
  }
}
