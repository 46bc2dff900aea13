import type { Policies, Scope } from '../kernel/subject.ts';
import { reportColumns, wrappedList } from './wrapped.ts';

/** A subject, its policies and its scope, and further entries, in as few lines as they fit into. */
export function renderHead(subject: string, policies: Policies, scope: Scope, more: readonly string[] = []): string[] {
  return wrappedList([...formatSetUp(subject, policies, scope).split(', '), ...more], reportColumns);
}

/** A subject, its policies and its scope, in a single line. */
export function formatSetUp(subject: string, policies: Policies, scope: Scope): string {
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  const policiesOff = off.length === 0 ? 'all policies on' : `without ${off.join(', ')}`;
  return [subject, policiesOff, formatScope(scope)].filter((part) => part !== '').join(', ');
}

/** How big the world is: `2 workers, 1 job`. A size of 0 is left out. */
export function formatScope(scope: Scope): string {
  return Object.entries(scope)
    .filter(([, count]) => count !== 0)
    .map(([size, count]): [string, number] => [
      size.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
      count,
    ])
    .map(([what, count]) => (count === 1 ? `1 ${what.replace(/ies$/, 'ys').replace(/s$/, '')}` : `${count} ${what}`))
    .join(', ');
}
