import { vi } from 'vitest';

/**
 * From now on, a tenth of a second passes between two looks at the clock: the times at which it was looked at, in
 * milliseconds. `vi.restoreAllMocks` gives the real clock back.
 */
export function slowClock(): number[] {
  const times: number[] = [];
  vi.spyOn(performance, 'now').mockImplementation(() => {
    const now = 1_000 + times.length * 100;
    times.push(now);
    return now;
  });
  return times;
}
