import type { Seen, Share } from '../check/seen.ts';
import { exploreByName } from '../explore/explore-by-name.ts';
import { moreMemory } from '../explore/memory.ts';
import type { Explored } from '../kernel/explored.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import { UsageError } from './exit.ts';
import { whereOf } from './explore.ts';
import { showProgress } from './progress.ts';
import { percent } from './tell.ts';

interface ToExplore {
  readonly policies: Policies;
  readonly scope: Scope;
  readonly maxStates: number;
  readonly signal: AbortSignal;
}

/** All that random runs could see; `undefined` where it was stopped. Throws where there are more states than asked for. */
export async function exploreFirst(
  subject: AnySubject,
  { policies, scope, maxStates, signal }: ToExplore,
): Promise<Explored | undefined> {
  const progress = showProgress(`exploring ${subject.name}`);
  const explored = await exploreByName(subject.model(policies, scope), {
    maxStates,
    signal,
    onProgress: (at) => progress.update(whereOf(at)),
  });
  progress.clear();
  if (explored === 'signal') return undefined;
  if (typeof explored === 'object') return explored;
  if (explored === 'memory')
    throw new UsageError(`there is not enough memory to explore ${subject.name} in this scope; ${moreMemory}`);
  const most = maxStates.toLocaleString('en');
  throw new UsageError(
    `${subject.name} has more than ${most} states in this scope: too many for --explored; take a smaller one`,
  );
}

/** How much of what was explored the runs have seen, and what they never reached. */
export function tellSeen({ states, edges, unreachedCommands, unreachedOutcomes }: Seen): string[] {
  const unreached = [...unreachedCommands, ...unreachedOutcomes].join(', ');
  return [
    `seen of all that was explored, name by name: ${tellShare(states, 'states')}, ${tellShare(edges, 'edges')}`,
    `never reached: ${unreached === '' ? 'no command and no outcome' : unreached}`,
  ];
}

function tellShare({ seen, of, share }: Share, what: string): string {
  return `${seen.toLocaleString('en')} of ${of.toLocaleString('en')} ${what} (${percent(share)})`;
}
