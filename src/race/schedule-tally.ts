import type { OneStep } from '../kernel/stage.ts';
import { nothingStaged } from './nothing-staged.ts';
import type { ScheduleNote } from './schedule-note.ts';

/** What the schedules of races have shown. */
export interface ScheduleCounts {
  readonly races: number;
  /** The races that there are. */
  readonly of: number;
  readonly schedules: number;
  /** The schedules in which a fault strikes. */
  readonly withFault: number;
  readonly statements: number;
  /** The schedules of the search of all, one for each order of the moves that depend on one another. */
  readonly orders: number;
  /** The schedules that turned out to differ from an earlier one only in the order of independent moves. */
  readonly redundant: number;
  /** Of the search of all: the statements whose tables could not be resolved, so that they meet every move. */
  readonly unresolved: readonly string[];
  /** By type: how many commands at once had this outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** By sentence: in how many schedules an ending was needed that is right only while another operation overlaps. */
  readonly overlapsNeeded: Readonly<Record<string, number>>;
  /** Schedules that do not count: the runs strayed, or the search for an order had no end. With an example of each reason. */
  readonly notCounted: Readonly<Record<string, number>>;
  /** The actors, apart from the clock, that raced and sent no statement: their commands were single steps. */
  readonly withoutStatement: readonly string[];
  /** Statements that commit by themselves and were one move each all the same, with the reason. */
  readonly oneSteps: readonly OneStep[];
  /** The functions of the server that run several statements within one move. */
  readonly functions: readonly string[];
}

/** Adds up what schedules show, of one search or of several. */
export interface ScheduleTally {
  /** A race that there is. */
  addRace(): void;
  /** A race that is run. */
  beginRace(): void;
  add(note: ScheduleNote): void;
  addNotCounted(reason: string): void;
  /** What the stage has learnt of moves that are more than they seem. */
  addMoves(moves: Pick<ScheduleCounts, 'oneSteps' | 'functions'>): void;
  /** The most preemptions of a schedule so far. */
  mostPreemptions(): number;
  counts(): ScheduleCounts;
}

export function createScheduleTally(): ScheduleTally {
  const counts = { races: 0, of: 0, schedules: 0, withFault: 0, statements: 0, orders: 0, redundant: 0 };
  let preemptions = 0;
  const outcomes = new Map<string, number>();
  const overlapsNeeded = new Map<string, number>();
  const notCounted = new Map<string, number>();
  const raced = new Set<string>();
  const sent = new Set<string>();
  const unresolved = new Set<string>();
  const oneSteps = new Map<string, OneStep>();
  const functions = new Set<string>();
  const count = (to: Map<string, number>, key: string): void => void to.set(key, (to.get(key) ?? 0) + 1);
  return {
    addRace() {
      counts.of += 1;
    },
    beginRace() {
      counts.races += 1;
    },
    add(note) {
      counts.schedules += 1;
      if (note.strikes > 0) counts.withFault += 1;
      if (note.role === 'order' && note.notCounted === null) counts.orders += 1;
      if (note.role === 'redundant') counts.redundant += 1;
      preemptions = Math.max(preemptions, note.preemptions);
      counts.statements += note.statements;
      for (const actor of note.raced) raced.add(actor);
      for (const actor of note.sent) sent.add(actor);
      for (const statement of note.unresolved) unresolved.add(statement);
      if (note.notCounted !== null) count(notCounted, note.notCounted);
      for (const type of note.outcomes) count(outcomes, type);
      for (const because of note.overlapsNeeded) count(overlapsNeeded, because);
    },
    addNotCounted: (reason) => count(notCounted, reason),
    addMoves(moves) {
      for (const one of moves.oneSteps) oneSteps.set(`${one.statement} ${one.because}`, one);
      for (const name of moves.functions) functions.add(name);
    },
    mostPreemptions: () => preemptions,
    counts: () => ({
      ...counts,
      outcomes: Object.fromEntries(outcomes),
      overlapsNeeded: Object.fromEntries(overlapsNeeded),
      notCounted: {
        ...Object.fromEntries(notCounted),
        ...(raced.size > 0 && sent.size === 0 && { [nothingStaged]: counts.schedules }),
      },
      withoutStatement: [...raced].filter((actor) => !sent.has(actor)).toSorted(),
      oneSteps: [...oneSteps.values()],
      functions: [...functions].toSorted(),
      unresolved: [...unresolved],
    }),
  };
}
