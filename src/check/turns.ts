/**
 * Runs of which several may be under way at once, each heard when its turn has come: what is told of them, and which is the
 * first to fail, is the same as if one had been made after the other.
 */
export interface Turns {
  /**
   * Begins a run, and waits until there is room for the next. Throws what the first run that failed threw; `hear` is called
   * for each run until then, that one included, in the order in which they began.
   */
  take(run: Promise<void>, hear: () => void): Promise<void>;
  /** Waits for all that are under way. Throws as `take` does. */
  finish(): Promise<void>;
  /** Waits for all that are under way, and hears nothing of them. */
  abandon(): Promise<void>;
}

export function createTurns(atOnce: number): Turns {
  const underWay: { readonly run: Promise<void>; readonly hear: () => void }[] = [];

  async function hearFirst(): Promise<void> {
    const first = underWay.shift();
    try {
      await first?.run;
    } finally {
      first?.hear();
    }
  }

  return {
    async take(run, hear) {
      // Whoever fails before its turn is heard later, or never.
      run.catch(() => undefined);
      underWay.push({ run, hear });
      while (underWay.length >= atOnce) await hearFirst();
    },
    async finish() {
      while (underWay.length > 0) await hearFirst();
    },
    async abandon() {
      await Promise.allSettled(underWay.splice(0).map(({ run }) => run));
    },
  };
}
