import type { AnySubject } from '../kernel/subject.ts';
import { validate } from './validate.ts';

/** By subject: its faults, looked for once. */
const known = new WeakMap<object, Promise<readonly string[]>>();

/** Few enough to be visited in some tens of milliseconds. */
const firstStates = 20;

/**
 * The faults in the description of a subject that its names and its first states show, a line each. Looked for once, when
 * the subject is first used.
 */
export function faultsAtFirstUse(subject: AnySubject): Promise<readonly string[]> {
  let faults = known.get(subject);
  if (faults === undefined) {
    faults = validate(subject, { maxStates: firstStates, scopes: 'smallest' }).then((validation) => validation.faults);
    known.set(subject, faults);
  }
  return faults;
}
