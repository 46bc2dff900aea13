import type { Command } from '../kernel/model.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';
import type { AnyScenario } from './scenario.ts';

type ScenarioCommand = Command & Readonly<Record<string, unknown>>;

/** The export `scenario` of a failure mode whose commands overlap: the data for a race. Its schedule is in the trace beside it. */
export interface RaceScenario extends AnyScenario {
  /**
   * The file of the subject and its export, from the folder of the failure mode: `../../queue.ts#queue`. Absent: the subject is
   * in the configuration.
   */
  readonly subjectFile?: string;
  /** The system, which has a stage. */
  readonly system: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Readonly<Record<string, number>>;
  /** The commands before the race, one after the other. */
  readonly before: readonly ScenarioCommand[];
  /** By actor: its commands at the same time as those of the others. */
  readonly atOnce: readonly { readonly actor: string; readonly commands: readonly ScenarioCommand[] }[];
  /** What is wrong. */
  readonly violation: RaceViolation['kind'];
  /** The promise of a contract that is broken; absent where there is none. */
  readonly promise?: string;
  /**
   * The policies that are off prevent the race, or a fix of the code does, or this system of a contract has the fix. Then every
   * schedule of the race with at most so many preemptions is right.
   */
  readonly prevention:
    | { readonly by: 'policy' | 'fix'; readonly preemptions: number }
    | { readonly by: 'system'; readonly system: string; readonly preemptions: number };
}
