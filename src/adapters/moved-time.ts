import { AsyncLocalStorage } from 'node:async_hooks';

/** The time in which a library lives that takes the time from `Date.now`. */
export interface MovedTime {
  nowMs(): number;
  moveTo(ms: number): void;
  /** Calls the library: within the call, and what the call goes on with, `Date.now()` is this time. */
  within<Result>(call: () => Promise<Result>): Promise<Result>;
}

const current = new AsyncLocalStorage<{ readonly ms: number }>();

/** Set once: outside of all calls of `within`, `Date.now` is what it was. */
let isShadowed = false;

function shadowNow(): void {
  if (isShadowed) return;
  isShadowed = true;
  const realNow = Date.now;
  Date.now = () => current.getStore()?.ms ?? realNow();
}

/** A time that begins at this instant. */
export function openMovedTime(startMs: number): MovedTime {
  shadowNow();
  let ms = startMs;
  return {
    nowMs: () => ms,
    moveTo(instant) {
      ms = instant;
    },
    within: (call) => current.run({ ms }, call),
  };
}
