/**
 * What went wrong in a run, and where.
 *
 * - `invariant`: a statement that holds always did not hold after the command at `at`.
 * - `settled`: one that holds once recovery is done did not.
 * - `disagreement`: model and system gave different outcomes, or show different views.
 * - `error`: the system threw.
 * - `endless`: recovery did not come to an end, or not within the bound that the model states.
 */
export type ViolationKind = 'invariant' | 'settled' | 'disagreement' | 'error' | 'endless';

export interface Violation {
  readonly kind: ViolationKind;
  /** The invariant's id; for a disagreement, what differs; for an error, its class. */
  readonly name: string;
  /**
   * Of what the system shows alone, the type of the command after which it shows, since the same row can go wrong in
   * two commands for two reasons. Absent before the first command, and where an invariant falls: the statement counts,
   * whichever command breaks it.
   */
  readonly where?: string;
  /** Index of the command after which it showed; the number of commands if that was after the run; 0 if before it. */
  readonly at: number;
  /** Who shows it. */
  readonly side: 'model' | 'system' | 'both';
  /** Both sides in words: what was expected, what was seen. */
  readonly details: string;
}

/** What has to stay the same while a run is made shorter. */
export type Finding = Pick<Violation, 'kind' | 'name' | 'where'>;

/** Whether two violations are the same finding. Where one does not say where it shows, kind and name decide. */
export function sameFinding(a: Finding, b: Finding): boolean {
  const isSamePlace = a.where === undefined || b.where === undefined || a.where === b.where;
  return a.kind === b.kind && a.name === b.name && isSamePlace;
}

/** What an eye on this one finding asks of a model: no other invariant ends a run. */
export function askedFor<I extends { readonly id: string }, S extends { readonly id: string }>(
  { invariants, settled }: { readonly invariants: readonly I[]; readonly settled: readonly S[] },
  { kind, name }: Finding,
): { readonly invariants: readonly I[]; readonly settled: readonly S[] } {
  return {
    invariants: kind === 'invariant' ? invariants.filter(({ id }) => id === name) : [],
    settled: kind === 'settled' ? settled.filter(({ id }) => id === name) : [],
  };
}
