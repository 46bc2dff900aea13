import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';

/** A subject, set up as its flags say. */
export interface ChosenWorld {
  readonly subject: AnySubject;
  /** The system on which every edge is driven, if any. */
  readonly system: string | null;
  readonly policies: Policies;
  readonly scope: Scope;
}
