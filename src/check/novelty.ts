import type { Command, Outcome } from '../kernel/model.ts';
import type { Feature } from './features.ts';
import { createFeatureReader } from './features.ts';

/** A run as the model guesses it: the commands, and the ending of each that was drawn. */
export type GuessedRun = readonly { readonly command: Command; readonly outcome: Outcome }[];

/** Picks runs that show what earlier picks did not. */
export interface Novelty {
  /** Among how many guessed runs each run is picked. */
  readonly guesses: number;
  /** The run with most features that no picked run has; the first where several have as many. It counts as picked. */
  pick<Run extends GuessedRun>(guessed: readonly Run[]): Run | undefined;
}

/**
 * What was seen is what was generated, as the model guesses it, and not what a system did: so the same seed gives the same
 * runs, one at a time or several at once.
 */
export function createNovelty(guesses: number): Novelty {
  const reader = createFeatureReader();
  /** By feature. */
  const isSeen: boolean[] = [];

  function countNew(features: readonly Feature[]): number {
    let count = 0;
    for (const one of features) if (isSeen[one] !== true) count += 1;
    return count;
  }

  return {
    guesses,
    pick(guessed) {
      let best: { readonly run: (typeof guessed)[number]; readonly features: readonly Feature[] } | undefined;
      let most = -1;
      for (const run of guessed) {
        const features = reader.read(run);
        const fresh = countNew(features);
        if (fresh <= most) continue;
        most = fresh;
        best = { run, features };
      }
      for (const one of best?.features ?? []) isSeen[one] = true;
      return best?.run;
    },
  };
}
