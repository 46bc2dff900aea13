import { ConfigurationError } from './configuration.ts';
import type { Step } from './invariant.ts';
import { sameJson } from './json.ts';

/** A kind of step that enough runs must reach; otherwise their verdict is `inconclusive`. */
export interface CoverageGoal<View, C, O> {
  readonly name: string;
  /**
   * From 0 to 1: the least share of runs that reach the goal, in the subject's default scope. By the name of a scope: the
   * share in each scope that has the goal; other scopes do not have it.
   */
  readonly share: number | Readonly<Record<string, number>>;
  isReachedBy(step: Step<View, C, O>): boolean;
}

/** A coverage goal of a scope. */
export interface ScopeGoal<View, C, O> extends Pick<CoverageGoal<View, C, O>, 'name' | 'isReachedBy'> {
  readonly leastShare: number;
}

/**
 * The coverage goals of a scope; none where no scope of the subject is of these sizes. Throws `ConfigurationError` where a goal
 * names a scope that the subject does not have.
 */
export function coverageGoalsIn<View, C, O>(
  {
    name: subject,
    scopes,
    defaultScope,
    coverageGoals,
  }: {
    readonly name: string;
    readonly scopes: Readonly<Record<string, object>>;
    readonly defaultScope: string;
    readonly coverageGoals: readonly CoverageGoal<View, C, O>[];
  },
  scope: object,
): ScopeGoal<View, C, O>[] {
  return coverageGoals.flatMap((goal) => {
    const shares = typeof goal.share === 'number' ? { [defaultScope]: goal.share } : goal.share;
    const unknown = Object.keys(shares).filter((name) => !Object.hasOwn(scopes, name));
    if (unknown.length > 0) {
      const known = Object.keys(scopes).join(', ');
      throw new ConfigurationError(
        `the coverage goal '${goal.name}' of ${subject} names the scope '${unknown.join(`', '`)}', which it does not have; it has ${known}`,
      );
    }
    const leastShare = Object.entries(shares).find(([name]) => sameJson(scopes[name], scope))?.[1];
    if (leastShare === undefined) return [];
    return [{ name: goal.name, leastShare, isReachedBy: (step) => goal.isReachedBy(step) }];
  });
}
