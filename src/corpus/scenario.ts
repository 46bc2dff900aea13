import type { Command } from '../kernel/model.ts';

/** The common fields of all scenarios. */
export interface AnyScenario {
  /** For example `FM_001`. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  /** The source of the failure mode. */
  readonly foundBy: string;
}

/**
 * The export `scenario` of a failure mode's `scenario.ts`: the data for a run on the model and on every system. Where the subject
 * has a contract, the run is on the system of the trace alone, and `breaks.onSystem` names its broken promise.
 */
export interface Scenario extends AnyScenario {
  /**
   * The file of the subject and its export, from the folder of the failure mode: `../../queue.ts#queue`. Absent: the subject is
   * in the configuration.
   */
  readonly subjectFile?: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Readonly<Record<string, number>>;
  readonly commands: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** The recovery after the commands, where the usual order of recovery has no violation. */
  readonly recovery?: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** The violated invariants, by id: during the run, and after recovery. `onSystem`: a divergence or an error of a system. */
  readonly breaks: {
    readonly during: readonly string[];
    readonly settled: readonly string[];
    readonly onSystem?: { readonly system: string; readonly name: string };
  };
  /** The violations that each system of the subject shows with the policies off. */
  readonly violations: readonly ScenarioViolation[];
  readonly prevention: Prevention;
}

/** `at` counts commands as in a violation. `both`: model and system violate the invariant together. */
export interface ScenarioViolation {
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

/**
 * What prevents a failure mode: the policies that are off, or, where no policy does, a fix of the code. `system`: a system of a
 * contract has the fix already.
 */
export type Prevention = PreventionByPolicy | PreventionByFix | PreventionBySystem;

export interface PreventionByPolicy {
  readonly by: 'policy';
  /** Policies that the prevention does not need: each can be off as well. */
  readonly alsoOff: readonly string[];
  /** `null` where only a system shows the failure mode. */
  readonly onModel: Reach | null;
  readonly onSystem: Reach;
}

export interface PreventionByFix {
  readonly by: 'fix';
  readonly onSystem: Reach;
}

export interface PreventionBySystem {
  readonly by: 'system';
  /** The system that keeps the promise, such as a later version of a library. */
  readonly system: string;
  readonly onSystem: Reach;
}

/**
 * Or: a scenario of another kind, such as one of the laboratory. Its own tests run it. Here it has a number, and a row in
 * the index of failure modes.
 */
export interface ListedScenario extends AnyScenario {
  readonly indexRow: IndexRow;
}

/** The columns of a scenario in the index of failure modes. */
export interface IndexRow {
  readonly scenario: string;
  readonly violated: string;
  readonly length: string;
}
