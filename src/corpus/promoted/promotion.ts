import type { Trace } from '../trace.ts';
import type { Scenario } from '../scenarios.ts';

/** All that the files of a failure mode are written from. */
export interface Promotion {
  /** Such as `FM_001_duplicate_retry`. */
  readonly folder: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
  /** What shows it, each on the systems named here, and after which command: `at` counts as in a violation. */
  readonly falls: readonly PromotedFall[];
  readonly systems: readonly string[];
  /** How it is kept from coming back. */
  readonly prevention: Prevention;
  /** What the specification tells in words. */
  readonly told: ToldPromotion;
}

export interface PromotedFall {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly at: number;
  readonly side: 'model' | 'both';
}

/** How far around the scenario its tests look, in further commands, and how many runs that is at least. */
export interface Reach {
  readonly further: number;
  readonly atLeast: number;
}

export interface Prevention {
  /** No policy is to blame: nothing prevents it until a bug is mended. */
  readonly isBug: boolean;
  /** Each time these policies are off as well, and what is prevented still does not happen. */
  readonly alsoOff: readonly (readonly string[])[];
  /** `null` where the model does not show it. */
  readonly onModel: Reach | null;
  readonly onSystem: Reach;
}

export interface ToldPromotion {
  /** The subject and what is off, in a few words. */
  readonly setUp: string;
  /** How big the world of the scenario is, in a few words. */
  readonly scope: string;
  /** Each policy that is off, with what it does. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  /** What each of the invariants says that fall. */
  readonly says: Readonly<Record<string, string>>;
  /** The run as a mermaid sequence. */
  readonly sequence: readonly string[];
  /** What is known of shorter runs, as sentences. */
  readonly shortest: readonly string[];
}

/** The digits of a failure mode's id: `001`. */
export function numberOf({ scenario }: Promotion): string {
  return scenario.id.slice('FM_'.length);
}
