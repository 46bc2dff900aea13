import type { RaceScenario } from '../race-scenario.ts';
import type { RaceTrace } from '../race-trace.ts';

/** The contents of the files of a failure mode whose scenario is a race. */
export interface RaceModeContents {
  /** For example `FM_001_sold_twice`. */
  readonly folder: string;
  readonly scenario: RaceScenario;
  readonly trace: RaceTrace;
  readonly texts: RaceSpecificationTexts;
}

/** The texts in the specification of a race. */
export interface RaceSpecificationTexts {
  /** Who found the race, in a few words. */
  readonly foundBy: string;
  /** The subject and the policies that are off, in a few words. */
  readonly setUp: string;
  /** The commands of the race and its scope, in a few words. */
  readonly race: string;
  /** Each policy that is off, with its effect. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  /** The race as a timeline, without colours. */
  readonly timeline: readonly string[];
  /** A sentence about smaller races. */
  readonly minimal: string;
}
