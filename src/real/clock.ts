/** Where a system takes the time from. It never asks the machine, nor SQL. */
export interface Clock {
  nowMs(): number;
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  advance(byMs: number): void;
}

export function createManualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (byMs) => {
      nowMs += byMs;
    },
  };
}
