/**
 * Runs several runs at once, and handles each in turn: the results, and the first failing run, are the same as with one run
 * after the other.
 */
export interface Turns {
  /**
   * Starts a run, and waits until the next may start. Throws the error of the first run that failed; `handle` is called for
   * each run up to that run, in the order in which they started.
   */
  take(run: Promise<void>, handle: () => void): Promise<void>;
  /** Waits for all that are under way. Throws as `take` does. */
  finish(): Promise<void>;
  /** Waits for all started runs, and ignores their results. */
  abandon(): Promise<void>;
}

export function createTurns(atOnce: number): Turns {
  const underWay: { readonly run: Promise<void>; readonly handle: () => void }[] = [];

  async function handleFirst(): Promise<void> {
    const first = underWay.shift();
    try {
      await first?.run;
    } finally {
      first?.handle();
    }
  }

  return {
    async take(run, handle) {
      // A failure before the run's turn is handled later, or never.
      run.catch(() => undefined);
      underWay.push({ run, handle });
      while (underWay.length >= atOnce) await handleFirst();
    },
    async finish() {
      while (underWay.length > 0) await handleFirst();
    },
    async abandon() {
      await Promise.allSettled(underWay.splice(0).map(({ run }) => run));
    },
  };
}
