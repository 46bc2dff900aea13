import type { Trace } from '../trace.ts';
import type { Scenario } from '../scenarios.ts';

/** The contents of the files of a failure mode of commands. */
export interface Promotion {
  /** For example `FM_001_duplicate_retry`. */
  readonly folder: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
  /** The violations of the scenario on `systems`; `at` counts commands as in a violation. */
  readonly falls: readonly PromotedFall[];
  readonly systems: readonly string[];
  /** How the failure mode is prevented. */
  readonly prevention: Prevention;
  /** The texts of the specification. */
  readonly told: ToldPromotion;
}

export interface PromotedFall {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly at: number;
  readonly side: 'model' | 'both';
}

/** The runs near the scenario that its tests check: the number of further commands, and the least number of runs. */
export interface Reach {
  readonly further: number;
  readonly atLeast: number;
}

export interface Prevention {
  /** No policy prevents the failure mode: the cause is a bug. */
  readonly isBug: boolean;
  /** Lists of policies that can be off as well while the prevention still works. */
  readonly alsoOff: readonly (readonly string[])[];
  /** `null` where only a system shows the failure mode. */
  readonly onModel: Reach | null;
  readonly onSystem: Reach;
}

export interface ToldPromotion {
  /** The subject and the policies that are off, in a few words. */
  readonly setUp: string;
  /** The scope of the scenario, in a few words. */
  readonly scope: string;
  /** Each policy that is off, with its effect. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  /** The statement of each violated invariant, by its id. */
  readonly says: Readonly<Record<string, string>>;
  /** The run as a mermaid sequence. */
  readonly sequence: readonly string[];
  /** Sentences about shorter runs. */
  readonly shortest: readonly string[];
}

/** The digits of a failure mode's id: `001`. */
export function numberOf({ scenario }: Promotion): string {
  return scenario.id.slice('FM_'.length);
}
