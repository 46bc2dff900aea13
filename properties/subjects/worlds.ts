import type { AnySubject, Policies, Scope } from '../../src/kernel/subject.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';

/** The subject's scope of this name. */
export function scopeOf({ name: subject, scopes }: AnySubject, name: string): Scope {
  const scope = scopes[name];
  if (scope === undefined) throw new Error(`${subject} has no scope '${name}'`);
  return scope;
}

/** Each subject with all policies on, and with each set with one of them off. */
export const everyPolicySet: readonly { title: string; subject: AnySubject; off: string | null; policies: Policies }[] =
  subjects.flatMap((subject) =>
    [null, ...Object.keys(subject.policies)].map((off) => ({
      title: `${subject.name} with ${off === null ? 'all policies on' : `${off} off`}`,
      subject,
      off,
      policies: off === null ? allPolicies(subject) : policiesWithout(subject, [off]),
    })),
  );
