import type { DigestLanes } from './digest.ts';
import type { Target } from './result.ts';

/** The results of a level, or of all levels: of a kind that can be sent between threads. */
export interface Found {
  /** How many states commands led to, new or not. */
  generated: number;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Map<string, Map<string, Times>>;
  /** The violations, by name, each at its smallest distance. */
  readonly targets: Map<string, Target>;
  readonly digest: DigestLanes;
  /** How many commands the longest recovery took. */
  longestRecovery: number;
}

/** A counter that is incremented in place. */
interface Times {
  times: number;
}

export function emptyFound(): Found {
  return { generated: 0, outcomes: new Map(), targets: new Map(), digest: [0, 0, 0, 0], longestRecovery: 0 };
}

export function count(outcomes: Found['outcomes'], type: string, outcome: string, times: number): void {
  let ofType = outcomes.get(type);
  if (ofType === undefined) outcomes.set(type, (ofType = new Map()));
  const known = ofType.get(outcome);
  if (known === undefined) ofType.set(outcome, { times });
  else known.times += times;
}

/** Adds the results of other searches, in any order. */
export function addFound(to: Found, part: Found): void {
  to.generated += part.generated;
  to.longestRecovery = Math.max(to.longestRecovery, part.longestRecovery);
  for (const [type, ofType] of part.outcomes)
    for (const [outcome, { times }] of ofType) count(to.outcomes, type, outcome, times);
  for (let lane = 0; lane < 4; lane += 1) to.digest[lane] = ((to.digest[lane] ?? 0) + (part.digest[lane] ?? 0)) >>> 0;
  addTargets(to, part);
}

/** A violation on an earlier level is nearer. */
export function addTargets(to: Found, part: Found): void {
  for (const [name, target] of part.targets) if (!to.targets.has(name)) to.targets.set(name, target);
}
