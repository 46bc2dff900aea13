import type { Certificate } from '../kernel/certificate.ts';
import type { FoundBy, SetupNames } from '../kernel/counterexample.ts';
import type { Outcome } from '../kernel/model.ts';
import type { Run } from '../kernel/run.ts';
import type { Violation } from '../kernel/violation.ts';

/** A counterexample, or any run, as a file. It replays under any seed, generator or version of the library. */
export interface Trace extends SetupNames, Run {
  /** The version of the format. Earlier versions are read as this one. */
  readonly version: 4;
  /**
   * The model's outcome of each command, by type: a comparison shows whether the model has changed since. `null`: the
   * outcomes were not recorded.
   */
  readonly outcomes: readonly string[] | null;
  /** The answers of the system, those of the recovery included, where a contract follows them. Absent: not recorded. */
  readonly answers?: readonly Outcome[];
  readonly violation: Omit<Violation, 'side' | 'details'>;
  /** `null`: not minimised. */
  readonly certificate: Certificate | null;
  readonly foundBy: FoundBy;
}
