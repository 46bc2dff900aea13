import { exploreByName } from '../explore/explore-by-name.ts';
import { moreMemory } from '../explore/memory.ts';
import type { Explored } from '../kernel/explored.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { formatNumber } from '../report/numbers.ts';
import { formatExplorationProgress } from '../report/progress.ts';
import { UsageError } from './exit.ts';
import { showProgress } from './progress.ts';

interface ToExplore {
  readonly policies: Policies;
  readonly scope: Scope;
  readonly maxStates: number;
  readonly signal: AbortSignal;
}

/** The states that random runs can reach; `undefined` where the signal aborted. Throws above `maxStates` states. */
export async function exploreFirst(
  subject: AnySubject,
  { policies, scope, maxStates, signal }: ToExplore,
): Promise<Explored | undefined> {
  const progress = showProgress(`exploring ${subject.name}`);
  const explored = await exploreByName(subject.model(policies, scope), {
    maxStates,
    signal,
    onProgress: (at) => progress.update(formatExplorationProgress(at)),
  });
  progress.clear();
  if (explored === 'signal') return undefined;
  if (typeof explored === 'object') return explored;
  if (explored === 'memory')
    throw new UsageError(`there is not enough memory to explore ${subject.name} in this scope; ${moreMemory}`);
  const most = formatNumber(maxStates);
  throw new UsageError(
    `${subject.name} has more than ${most} states in this scope: too many for --explored; take a smaller one`,
  );
}
