/**
 * The kind of a violation.
 *
 * - `invariant`: an invariant did not hold after the command at `at`.
 * - `settled`: a settled invariant did not hold after the recovery.
 * - `divergence`: model and system gave different outcomes, or show different views.
 * - `systemError`: the system threw, or gave no answer in time.
 * - `endless`: recovery did not come to an end, or not within the bound that the model states.
 */
export type ViolationKind = 'invariant' | 'settled' | 'divergence' | 'systemError' | 'endless';

export interface Violation {
  readonly kind: ViolationKind;
  /** The invariant's id; for a divergence, the field or outcome that differs; for an error, its class. */
  readonly name: string;
  /**
   * For violations that only the system shows: the type of the command before, since the same row can go wrong in two
   * commands for two reasons. Absent before the first command, and for invariants, which count for any command.
   */
  readonly where?: string;
  /**
   * Index of the last command before the violation, counted through the recovery; the number of commands before the
   * recovery, if the violation showed after the recovery; 0 if it showed before the first command.
   */
  readonly at: number;
  /** The side that shows the violation. */
  readonly side: 'model' | 'system' | 'both';
  /** Both sides in words: the expected and the actual value. */
  readonly details: string;
}

/** The parts of a violation that stay the same while a run is shrunk. */
export type Finding = Pick<Violation, 'kind' | 'name' | 'where'>;

/** Whether two violations are the same finding. Where a violation has no `where`, kind and name decide. */
export function sameFinding(a: Finding, b: Finding): boolean {
  const isSamePlace = a.where === undefined || b.where === undefined || a.where === b.where;
  return a.kind === b.kind && a.name === b.name && isSamePlace;
}

/** The model restricted to this finding: no other invariant ends a run. */
export function restrictModel<
  M extends { readonly invariants: readonly { readonly id: string }[]; readonly settled: readonly { id: string }[] },
>(model: M, { kind, name }: Finding): M {
  return {
    ...model,
    invariants: kind === 'invariant' ? model.invariants.filter(({ id }) => id === name) : [],
    settled: kind === 'settled' ? model.settled.filter(({ id }) => id === name) : [],
  };
}
