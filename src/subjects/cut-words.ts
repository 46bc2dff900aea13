import type { CutFault } from '../kernel/cut.ts';

/** The place of a cut in a few words. */
export function wordsOfCut({ at }: CutFault): string {
  return `cut ${at % 2 === 0 ? 'before' : 'after'} commit ${Math.floor(at / 2) + 1}`;
}
