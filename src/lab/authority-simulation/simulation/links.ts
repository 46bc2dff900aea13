import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { exponential, lomax } from './chance.ts';

/** Episodes in which a link between two servers fails. */
export interface Episodes {
  /** Whether the link between these two servers is in an episode. Callers must ask in the order of time. */
  strike(one: number, two: number, atMs: number): boolean;
}

const never: Episodes = { strike: () => false };

/**
 * Episodes that cover this share of all time. Their lengths are Lomax distributed, and the waits between them
 * exponential. Both directions of a link share the episodes. Episodes last, so that an early retry meets the same
 * episode.
 */
export function createEpisodes(
  stream: RandomGenerator,
  { servers, share, scaleMs }: { readonly servers: number; readonly share: number; readonly scaleMs: number },
): Episodes {
  if (share <= 0) return never;
  const meanMs = scaleMs / 3;
  const waitMs = (meanMs * (1 - share)) / share;
  const beginsMs = new Float64Array(servers * servers).fill(-1);
  const endsMs = new Float64Array(servers * servers);
  return {
    strike(one, two, atMs) {
      const link = one < two ? one * servers + two : two * servers + one;
      let begins = beginsMs[link] ?? 0;
      if (begins >= 0 && atMs < begins) return false;
      let ends = endsMs[link] ?? 0;
      while (ends <= atMs) {
        begins = ends + exponential(stream, waitMs);
        ends = begins + lomax(stream, scaleMs);
      }
      beginsMs[link] = begins;
      endsMs[link] = ends;
      return atMs >= begins;
    },
  };
}
