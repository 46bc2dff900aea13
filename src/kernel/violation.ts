/**
 * What went wrong in a run, and where.
 *
 * - `invariant`: a statement that holds always did not hold after the command at `at`.
 * - `settled`: one that holds once recovery is done did not.
 * - `disagreement`: model and system gave different outcomes, or show different views.
 * - `systemError`: the system threw, or gave no answer in time.
 * - `endless`: recovery did not come to an end, or not within the bound that the model states.
 */
export type ViolationKind = 'invariant' | 'settled' | 'disagreement' | 'systemError' | 'endless';

export interface Violation {
  readonly kind: ViolationKind;
  /** The invariant's id; for a disagreement, what differs; for an error, its class. */
  readonly name: string;
  /**
   * Of what the system shows alone, the type of the command after which it shows, since the same row can go wrong in
   * two commands for two reasons. Absent before the first command, and where an invariant is violated: the statement
   * counts, whichever command breaks it.
   */
  readonly where?: string;
  /**
   * Index of the command after which it showed, counted through the recovery; the number of commands before the recovery
   * where it showed once that was done; 0 if before the first.
   */
  readonly at: number;
  /** Who shows it. */
  readonly side: 'model' | 'system' | 'both';
  /** Both sides in words: what was expected, what was seen. */
  readonly details: string;
}

/** What has to stay the same while a run is shrunk. */
export type Finding = Pick<Violation, 'kind' | 'name' | 'where'>;

/** Whether two violations are the same finding. Where one does not say where it shows, kind and name decide. */
export function sameFinding(a: Finding, b: Finding): boolean {
  const isSamePlace = a.where === undefined || b.where === undefined || a.where === b.where;
  return a.kind === b.kind && a.name === b.name && isSamePlace;
}

/** The model that asks for this one finding: no other invariant ends a run. */
export function restrictModel<
  M extends { readonly invariants: readonly { readonly id: string }[]; readonly settled: readonly { id: string }[] },
>(model: M, { kind, name }: Finding): M {
  return {
    ...model,
    invariants: kind === 'invariant' ? model.invariants.filter(({ id }) => id === name) : [],
    settled: kind === 'settled' ? model.settled.filter(({ id }) => id === name) : [],
  };
}
