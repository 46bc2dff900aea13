import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';

/** What an invariant of the subject states, with all policies on. Throws where the subject has none of this id. */
export function invariantSays(subject: AnySubject, id: string): string {
  const { invariants, settled } = subject.model(allPolicies(subject), subject.scopes[subject.defaultScope] ?? {});
  const found = [...invariants, ...settled].find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`${subject.name} has no invariant ${id}`);
  return found.says;
}
