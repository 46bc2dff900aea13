import { digestOfReached } from '../explore/reach.ts';
import type { ReachedSteps } from '../kernel/reached.ts';
import type { Share } from './seen.ts';

/** What the exploration before a check reached, and how many of its outcomes the runs have shown. */
export interface ReachedShare {
  /** How many states were explored, those nearest to the initial state. */
  readonly states: number;
  /** Whether these are all states of the scope; otherwise outcomes further away are not counted. */
  readonly isWhole: boolean;
  /** The pairs of a type of command and an outcome that the exploration reached, and those among them that a run has shown. */
  readonly outcomes: Share;
  /** Those that no run has shown, as `command: outcome`, the most frequent commands of the exploration first. */
  readonly unseen: readonly string[];
  /** The transitions of the whole scope, and those among them that runs have driven; `null` where the exploration was bounded. */
  readonly transitions: Share | null;
  /** Of all that the exploration found: the runs depend on it. */
  readonly digest: string;
}

/** `outcomes`: those of the runs. `transitions`: what the runs have driven, where the exploration reached the whole scope. */
export function shareOfReached(
  reached: ReachedSteps,
  outcomes: ReachedSteps['outcomes'],
  transitions: Share | null,
): ReachedShare {
  const { states, isWhole } = reached;
  const byFrequency = Object.entries(reached.outcomes)
    .map(([type, ofType]) => ({
      type,
      names: Object.keys(ofType),
      steps: Object.values(ofType).reduce((sum, one) => sum + one, 0),
    }))
    .toSorted((a, b) => b.steps - a.steps);
  const of = byFrequency.reduce((sum, { names }) => sum + names.length, 0);
  const unseen = byFrequency.flatMap(({ type, names }) =>
    names.filter((name) => !Object.hasOwn(outcomes[type] ?? {}, name)).map((name) => `${type}: ${name}`),
  );
  const seen = of - unseen.length;
  return {
    states,
    isWhole,
    outcomes: { seen, of, share: of === 0 ? 1 : seen / of },
    unseen,
    transitions,
    digest: digestOfReached(reached),
  };
}

/** In a check of fewer runs than this, outcomes that no run has shown are a note. */
const fewestRuns = 1_000;

/**
 * The coverage goal that is missed where no run has shown so many outcomes that a check of so many runs says little; else none.
 * Only where the subject sets a share, and never in a short check.
 */
export function missedOutcomes(
  { missing }: { readonly missing?: number },
  exploration: Pick<ReachedShare, 'outcomes'> | null,
  runs: number,
): readonly string[] {
  if (missing === undefined || exploration === null || runs < fewestRuns) return [];
  const { seen, of } = exploration.outcomes;
  // Shares such as 0.29 are a little less than they look.
  const least = of - Math.floor(missing * of + 1e-9);
  if (seen >= least) return [];
  return [`at least ${least} of the ${of} outcomes that exploring reaches (seen: ${seen})`];
}
