import { Complaint } from '../../kernel/complaint.ts';

/** The two, by their names. */
export const both = ['T1', 'T2'] as const;

/** One of the two. */
export type Either = (typeof both)[number];

/** One statement of an interleaving, as it is told. */
export interface MatrixStep {
  /** Who sends it. */
  readonly who: Either;
  readonly statement: string;
  /** What the server said, in a few words; `waits` where it says nothing yet. */
  readonly answer: string;
  /** Whose waiting ended with it, and with what. */
  readonly woken: readonly { readonly who: Either; readonly answer: string }[];
}

/** A place in a matrix. */
export interface MatrixPlace {
  readonly pattern: string;
  readonly setting: string;
}

/** What came of one pattern under one setting, in every interleaving of two who follow it. */
export interface MatrixCell extends MatrixPlace {
  readonly interleavings: number;
  /** In how many of them what must not happen did. */
  readonly broken: number;
  /** In how many exactly one of the two had what both wanted. */
  readonly right: number;
  /** In how many neither had. */
  readonly neither: number;
  /** By the code of an error: in how many interleavings somebody was refused by it. */
  readonly refusals: Readonly<Record<string, number>>;
  /** A shortest interleaving in which it happened: the fewest statements, then the fewest changes from one to the other. */
  readonly shortest: readonly MatrixStep[] | null;
  /** Where it never happened, a shortest one in which the two were at it at the same time, and one of them had what both wanted. */
  readonly held: readonly MatrixStep[] | null;
}

/** Who sends the next statement, from the first to the last. */
export type MatrixSchedule = readonly Either[];

/** One interleaving, and what came of it. */
export interface MatrixRun {
  readonly steps: readonly MatrixStep[];
  /** Whether what must not happen did. */
  readonly isBroken: boolean;
}

/** A schedule names somebody who cannot send a statement then, or ends before the two do. Said in one line. */
export class NoSuchSchedule extends Complaint {
  override name = 'NoSuchSchedule';
}

/** A matrix that stands, with whatever it needs. */
export interface OpenMatrix {
  /** `onInterleaving` is called after each, and what it throws ends it. */
  cell(place: MatrixPlace, onInterleaving?: (done: number) => void): Promise<MatrixCell>;
  /** Throws `NoSuchSchedule`. */
  run(place: MatrixPlace, schedule: MatrixSchedule): Promise<MatrixRun>;
  close(): Promise<void>;
}

/** Ways in which people write the same thing, each under every setting, for two who do it at the same time. */
export interface Matrix {
  /** What the two want, in one sentence. */
  readonly says: string;
  /** What must not come of it, in a word or two: `overbooks`. */
  readonly breaks: string;
  /** The invariant of the model that is broken then, by its id. */
  readonly invariant: string;
  /** What answers the statements: `Postgres`. */
  readonly server: string;
  readonly patterns: readonly { readonly name: string; readonly says: string }[];
  readonly settings: readonly string[];
  open(): Promise<OpenMatrix>;
}
