import type { Scenario } from '../scenario.ts';
import type { Trace } from '../trace.ts';

/** The contents of the files of a failure mode of commands. */
export interface FailureModeContents {
  /** For example `FM_001_duplicate_retry`. */
  readonly folder: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly systems: readonly string[];
  /** The texts of the specification. */
  readonly texts: SpecificationTexts;
}

export interface SpecificationTexts {
  /** Who found the run, in a few words. */
  readonly foundBy: string;
  /** The subject and the policies that are off, in a few words. */
  readonly setUp: string;
  /** The scope of the scenario, in a few words. */
  readonly scope: string;
  /** Each policy that is off, with its effect. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  /** The statement of each violated invariant, by its id. */
  readonly says: Readonly<Record<string, string>>;
  /** What only a system of a contract shows, as a sentence. Absent: the subject has a model. */
  readonly ofContract?: string;
  /** The run as a mermaid sequence. */
  readonly sequence: readonly string[];
  /** Sentences about shorter runs. */
  readonly minimal: readonly string[];
}

/** The digits of a failure mode's id: `001`. */
export function numberOf({ scenario }: FailureModeContents): string {
  return scenario.id.slice('FM_'.length);
}
