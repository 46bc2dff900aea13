import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { exponential, lomax } from './chance.ts';

/** Times in which every link between two servers now and then is not what it should be. */
export interface Episodes {
  /** Whether it is such a time on the link between these two. Has to be asked in the order of time. */
  strike(one: number, two: number, atMs: number): boolean;
}

const never: Episodes = { strike: () => false };

/**
 * Episodes that last Lomax distributed times, with waits without memory between them, for this share of all time. Both
 * directions of a link share them. That they last is the point: whoever tries again soon meets the same episode.
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
