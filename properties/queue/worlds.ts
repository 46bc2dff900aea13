import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

/** The queue's scope of this name. */
export function scopeOf(name: string): QueueScope {
  const scope = queue.scopes[name];
  if (scope === undefined) throw new Error(`the queue has no scope '${name}'`);
  return scope;
}

/** Three attempts per job, and no waiting for the next. */
export const plainLimits = { attempts: 3, inFlight: 0, retries: 0 };

/** All policies on, and each set with one of them off. */
export const everyPolicySet: readonly { title: string; policies: QueuePolicies }[] = [
  { title: 'all policies on', policies: allPolicies(queue) as QueuePolicies },
  ...Object.keys(queue.policies).map((name) => ({
    title: `${name} off`,
    policies: { ...allPolicies(queue), [name]: false } as QueuePolicies,
  })),
];
