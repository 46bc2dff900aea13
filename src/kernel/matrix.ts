/** One statement of an interleaving, as it is told. */
export interface MatrixStep {
  /** Who sends it, by their place among the two. */
  readonly who: number;
  readonly statement: string;
  /** What the server said, in a few words; `waits` where it says nothing yet. */
  readonly answer: string;
  /** Whose waiting ended with it, and with what. */
  readonly woken: readonly { readonly who: number; readonly answer: string }[];
}

/** What came of one pattern under one setting, in every interleaving of two who follow it. */
export interface MatrixCell {
  readonly pattern: string;
  readonly setting: string;
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
}

/** A matrix that stands, with whatever it needs. */
export interface OpenMatrix {
  /** `onInterleaving` is called after each, and what it throws ends it. */
  cell(pattern: string, setting: string, onInterleaving: (done: number) => void): Promise<MatrixCell>;
  close(): Promise<void>;
}

/** Ways in which people write the same thing, each under every setting, for two who do it at the same time. */
export interface Matrix {
  /** What the two want, in one sentence. */
  readonly says: string;
  /** What must not come of it, in a word or two: `overbooks`. */
  readonly breaks: string;
  readonly patterns: readonly { readonly name: string; readonly says: string }[];
  readonly settings: readonly string[];
  open(): Promise<OpenMatrix>;
}
