import type { AnySubject, Policies } from '../../kernel/subject.ts';

/** The names of the two clients. */
export const both = ['T1', 'T2'] as const;

/** A client of the two. */
type Either = (typeof both)[number];

/** A statement of an interleaving, in words. */
export interface MatrixStep {
  /** Who sends the statement. */
  readonly who: Either;
  readonly statement: string;
  /** The server's answer in a few words; `waits` where the server has not answered. */
  readonly answer: string;
  /** The clients whose waiting ended with the statement, each with its answer. */
  readonly woken: readonly { readonly who: Either; readonly answer: string }[];
}

/** A place in a matrix. */
export interface MatrixPlace {
  readonly pattern: string;
  readonly setting: string;
}

/** The results of a pattern under a setting, over every interleaving of two clients. */
export interface MatrixCell extends MatrixPlace {
  readonly interleavings: number;
  /** The number of interleavings in which the forbidden result occurred. */
  readonly broken: number;
  /** The number of interleavings in which exactly one client got what both wanted. */
  readonly right: number;
  /** The number of interleavings in which neither client got what both wanted. */
  readonly neither: number;
  /** By the code of an error: the number of interleavings in which it refused a client. */
  readonly refusals: Readonly<Record<string, number>>;
  /** A shortest interleaving with the forbidden result: fewest statements, then fewest context switches. */
  readonly shortest: readonly MatrixStep[] | null;
  /**
   * Where the forbidden result never occurred: a shortest interleaving in which the clients overlapped, and exactly one got
   * what both wanted.
   */
  readonly held: readonly MatrixStep[] | null;
}

/** An open matrix, with its resources. */
export interface OpenMatrix {
  /** Runs every interleaving of a cell. `onInterleaving` is called after each, and may throw to end the work. */
  cell(place: MatrixPlace, onInterleaving?: (done: number) => void): Promise<MatrixCell>;
  close(): Promise<void>;
}

/** Patterns: ways in which people write the same transaction, each under every setting, for two concurrent clients. */
export interface Matrix {
  /** What the two clients want, in one sentence. */
  readonly says: string;
  /** The forbidden result, in a word or two: `overbooks`. */
  readonly breaks: string;
  readonly patterns: readonly { readonly name: string; readonly says: string }[];
  readonly settings: readonly string[];
  /** The patterns as systems of a subject, which can be raced one by one. */
  readonly subject: AnySubject;
  /** The policies of that subject under a setting. */
  policiesAt(setting: string): Policies;
  open(): Promise<OpenMatrix>;
}
