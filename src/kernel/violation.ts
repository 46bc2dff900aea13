/**
 * What went wrong in a run, and where.
 *
 * - `invariant`: a statement that holds always did not hold after the command at `at`.
 * - `settled`: one that holds once recovery is done did not.
 * - `disagreement`: model and system gave different outcomes, or show different views.
 * - `error`: the system threw.
 * - `endless`: recovery did not come to an end.
 */
export type ViolationKind = 'invariant' | 'settled' | 'disagreement' | 'error' | 'endless';

export interface Violation {
  readonly kind: ViolationKind;
  /** The invariant's id; for a disagreement, what differs; for an error, its class. Kind and name together are the violation's identity. */
  readonly name: string;
  /** Index of the command after which it showed; the number of commands if that was after the run; 0 if before it. */
  readonly at: number;
  /** Who shows it. */
  readonly side: 'model' | 'system' | 'both';
  /** Both sides in words: what was expected, what was seen. */
  readonly details: string;
}

/** Whether two violations are the same finding. */
export function sameFinding(a: Pick<Violation, 'kind' | 'name'>, b: Pick<Violation, 'kind' | 'name'>): boolean {
  return a.kind === b.kind && a.name === b.name;
}
