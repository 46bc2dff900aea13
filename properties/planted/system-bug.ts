import type { PlantedBug } from './planted-bug.ts';

/** The mistake that was made. */
export type BugKind =
  | 'fencepost'
  | 'forgotten reset'
  | 'wrong column'
  | 'stale read'
  | 'missing condition'
  | 'wrong order'
  | 'wrong unit'
  | 'early acknowledgement'
  | 'too much cleaned up'
  | 'half a batch'
  | 'wrong default'
  | 'missing lock';

/**
 * A bug in a real system, for the engines alone: no test is chosen for it. `breaks` names the loss of a
 * user of the system.
 */
export interface SystemBug extends PlantedBug {
  readonly kind: BugKind;
  /** The systems of the subject that have the bug. The engines drive each of them. */
  readonly systems: readonly string[];
  /** Two circumstances that have to coincide before the bug shows. */
  readonly needs?: readonly [string, string];
  /** The bug shows only where commands overlap. */
  readonly isRace?: true;
  /** Why the bug cannot show with all policies on, and where it can. */
  readonly equivalence?: string;
}
