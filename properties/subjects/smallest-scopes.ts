import type { AnySubject, Policy, Scope } from '../../src/kernel/subject.ts';
import { scopeOf } from './worlds.ts';

/** Changes to the small scope of a subject: the first for all policies but those that another change names. */
interface SmallestScope {
  readonly change: Scope;
  /** The policies whose effect shows in this scope, and not in the first. */
  readonly shows: readonly string[];
}

const smallestScopes: Readonly<Record<string, readonly SmallestScope[]>> = {
  queue: [
    { change: { attempts: 2 }, shows: [] },
    { change: { faults: 0 }, shows: ['fencing'] },
  ],
  booking: [
    { change: { units: 1 }, shows: [] },
    { change: { faults: 0 }, shows: ['versionCheck', 'storeConstraint'] },
  ],
  authority: [
    { change: { messages: 1 }, shows: [] },
    { change: { writes: 0 }, shows: ['reconcile'] },
  ],
};

/** The subject with smaller scopes, in which the same invariants are violated without each policy. */
export function inSmallestScopes(subject: AnySubject): AnySubject {
  const scopes: Record<string, Scope> = {};
  const policies: Record<string, Policy> = { ...subject.policies };
  for (const [at, { change, shows }] of (smallestScopes[subject.name] ?? []).entries()) {
    const scope = `smallest ${at}`;
    scopes[scope] = { ...scopeOf(subject, 'small'), ...change };
    for (const name of shows) {
      const policy = policies[name];
      if (policy === undefined) throw new Error(`${subject.name} has no policy '${name}'`);
      policies[name] = { ...policy, scope };
    }
  }
  return { ...subject, scopes: { ...scopes, ...subject.scopes }, policies };
}
