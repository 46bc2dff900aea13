import type { Command, Outcome } from '../kernel/model.ts';
import type { JudgedSchedule } from './explore-race.ts';
import type { ScheduleRole } from './find-by.ts';
import { clockActor } from './race.ts';
import { countStrikes } from './strikes.ts';

/** What the run of a schedule adds to the report on the races. */
export interface ScheduleNote {
  readonly statements: number;
  readonly preemptions: number;
  /** How many faults strike in it. */
  readonly strikes: number;
  readonly role: ScheduleRole;
  /** Statements that may touch everything, where it is followed what each touches. */
  readonly unresolved: readonly string[];
  /** The actors, apart from the clock, that had a move. */
  readonly raced: readonly string[];
  /** The actors that sent a statement. */
  readonly sent: readonly string[];
  /** The outcomes of the commands at once, by type. */
  readonly outcomes: readonly string[];
  /** By sentence: the endings that are right only while another operation overlaps. */
  readonly overlapsNeeded: readonly string[];
  /** Why the schedule does not count; `null`: it does. */
  readonly notCounted: string | null;
}

export function noteOf<C extends Command, O extends Outcome, View>(
  { run: { steps, operations }, preemptions, strayed, judgement, unresolved = [] }: JudgedSchedule<C, O, View>,
  role: ScheduleRole,
): ScheduleNote {
  const sent = steps.filter(({ kind }) => kind !== 'call');
  const isOpen = judgement?.isOpen === true;
  const notCounted = strayed ?? (isOpen ? 'the search for an order of the commands had no end' : null);
  const counted = {
    outcomes: operations.flatMap(({ outcome }) => (outcome === null ? [] : [outcome.type])),
    overlapsNeeded: [...new Set(judgement?.overlapsNeeded.map(({ because }) => because))],
  };
  return {
    preemptions,
    strikes: countStrikes(steps),
    role,
    unresolved,
    statements: steps.filter(({ kind }) => kind === 'statement' || kind === 'commit').length,
    raced: [...new Set(steps.map(({ actor }) => actor))].filter((actor) => actor !== clockActor),
    sent: [...new Set(sent.map(({ actor }) => actor))],
    ...(notCounted === null ? counted : { outcomes: [], overlapsNeeded: [] }),
    notCounted,
  };
}
