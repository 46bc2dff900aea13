import { EnvironmentError } from './environment-error.ts';

/** The clock of a system that cannot be moved, and how far the model may be behind it, in milliseconds. */
export interface RealClock {
  readonly toleranceMs: number;
  /** Reads the clocks of the machine; by default the one that is never set, and the time of day. */
  readonly read?: () => readonly number[];
}

/** How far the real time of a run is ahead of the time of its model. */
export interface RealTime {
  /** Time passes in the model. */
  advance(byMs: number): void;
  /** How long to wait until as much real time has passed, in milliseconds. Throws `Strayed`. */
  pauseMs(): number;
  /** Throws `Strayed` where the run has no verdict. */
  assertOnTime(): void;
}

/** More real time has passed in a run than the model has a tolerance for, or a clock was set: the run has no verdict. */
export class Strayed extends EnvironmentError {
  override name = 'Strayed';
}

/** The error of reading clocks that count whole milliseconds. */
const readingMs = 1;

/**
 * Begins to compare real time with the time of a model. By every clock of the machine, real time is ahead of the model, less
 * than its tolerance, and the lead never shrinks: so a deadline of the system never passes later than that of the model, and
 * earlier by less than the tolerance.
 */
export function startRealTime({ toleranceMs, read = readClocks }: RealClock): RealTime {
  const beginning = read();
  let modelMs = 0;
  let least: readonly number[] = beginning.map(() => 0);

  function leads(): readonly number[] {
    return read().map((nowMs, at) => nowMs - (beginning[at] ?? 0) - modelMs);
  }

  function assertNear(now: readonly number[]): void {
    const most = Math.max(...now);
    if (most + 2 * readingMs <= toleranceMs) return;
    throw new Strayed(
      `the machine was too slow: ${Math.ceil(most)} ms more have passed than in the model, which has a tolerance of ${toleranceMs} ms`,
    );
  }

  return {
    advance(byMs) {
      least = leads().map((lead) => lead + readingMs);
      modelMs += byMs;
    },
    pauseMs() {
      const now = leads();
      assertNear(now);
      return Math.max(0, ...now.map((lead, at) => Math.ceil((least[at] ?? 0) - lead)));
    },
    assertOnTime() {
      const now = leads();
      assertNear(now);
      if (now.some((lead, at) => lead < (least[at] ?? 0))) throw new Strayed('the clock of the machine was set back');
      least = now;
    },
  };
}

function readClocks(): readonly number[] {
  return [performance.now(), Date.now()];
}
