import type { AnySubject, Policy, Scope } from '../../src/kernel/subject.ts';
import { scopeOf } from './worlds.ts';

/** Changes to the small scope of a subject, or to another one of its scopes. */
interface SmallestScope {
  /** The scope that is made smaller. Default: `small`. */
  readonly of?: string;
  readonly change: Scope;
  /** The policies whose effect shows in this scope. The first scope also shows those that no scope names. */
  readonly shows: readonly string[];
}

const smallestScopes: Readonly<Record<string, readonly SmallestScope[]>> = {
  queue: [
    { change: { workers: 1, attempts: 2 }, shows: [] },
    { change: { attempts: 2 }, shows: ['reconcile'] },
    { change: { faults: 0 }, shows: ['fencing'] },
    { of: 'skewed', change: { workers: 1 }, shows: ['storeClock'] },
    { of: 'intake', change: { jobs: 1 }, shows: ['durableIntake', 'deadLetter'] },
  ],
  booking: [
    { change: { clients: 1 }, shows: [] },
    { change: { faults: 0 }, shows: ['versionCheck', 'storeConstraint'] },
    { change: { units: 1, faults: 0 }, shows: ['surfaceConflicts'] },
  ],
  authority: [
    { change: { messages: 1, writes: 0 }, shows: [] },
    { change: { messages: 1 }, shows: ['fencing'] },
    { change: { writes: 0 }, shows: ['reconcile'] },
    { of: 'overlap', change: { messages: 1 }, shows: ['singleSource', 'refresh'] },
    { of: 'members', change: { members: 2 }, shows: ['quorum'] },
  ],
};

/** The subject with smaller scopes, in which the same invariants are violated without each policy. */
export function inSmallestScopes(subject: AnySubject): AnySubject {
  const scopes: Record<string, Scope> = {};
  const policies: Record<string, Policy> = { ...subject.policies };
  for (const [at, { of = 'small', change, shows }] of (smallestScopes[subject.name] ?? []).entries()) {
    const scope = `smallest ${at}`;
    scopes[scope] = { ...scopeOf(subject, of), ...change };
    for (const name of shows) {
      const policy = policies[name];
      if (policy === undefined) throw new Error(`${subject.name} has no policy '${name}'`);
      policies[name] = { ...policy, scope };
    }
  }
  return { ...subject, scopes: { ...scopes, ...subject.scopes }, policies };
}
