import type { Command, Outcome } from '../kernel/model.ts';
import type { Policies, Policy, Scope, Subject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import type { Exploration, ExploreProgress } from './explore.ts';
import { explore } from './explore.ts';

export interface AblateOptions<S> {
  readonly scope: S;
  /** Policies are switched off one at a time, and those that stand behind another together with it; or two at a time. */
  readonly atOnce: 1 | 2;
  /** How many distinct states each exploration keeps, at most. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (off: readonly string[], progress: ExploreProgress) => void;
}

/** What falls with these policies off, by exploring every state of the scope. */
export interface AblationRow<C = Command> extends Exploration<C> {
  readonly off: readonly string[];
}

/** As shipped first, then with each policy off alone and each that stands behind another, or each two. Ends early where it is stopped. */
export async function ablate<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { scope, atOnce, maxStates, signal, onProgress }: AblateOptions<S>,
): Promise<AblationRow<C>[]> {
  const names = Object.keys(subject.policies);
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]));
  const behind = Object.entries<Policy>(subject.policies).flatMap(([name, { behind: front }]) =>
    front === undefined ? [] : [[front, name]],
  );
  const rows: AblationRow<C>[] = [];
  for (const off of [[], ...(atOnce === 1 ? [...names.map((name) => [name]), ...behind] : pairs)]) {
    const row = await explore(subject.model(policiesWithout(subject, off) as P, scope), {
      maxStates,
      laneOf: (command) => subject.narration.laneOf(command),
      ...(signal && { signal }),
      onProgress: (progress) => onProgress?.(off, progress),
    });
    rows.push({ off, ...row });
    if (row.stoppedBy === 'signal') break;
  }
  return rows;
}
