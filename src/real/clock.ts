/** The source of time of a system, which never reads the clock of the machine or of the database. */
export interface Clock {
  nowMs(): number;
}

/** A clock that only moves by `advance`. */
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
