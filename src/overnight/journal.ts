import type { Trace } from '../corpus/trace.ts';
import type { Job } from './job.ts';
import type { Death, Found, ReplayedVerdict, Sighting } from './piece.ts';
import { zeroSums } from './sums.ts';
import type { Sums } from './sums.ts';

/** How a night is to be spent: an hour count, or rounds of each job. */
export type Budget = { readonly seconds: number } | { readonly rounds: number };

export interface Night {
  readonly id: number;
  readonly begunAt: string;
  /** `null` where it was cut off. */
  readonly endedAt: string | null;
  /** What ended it. */
  readonly how: 'time' | 'rounds' | 'interrupted' | 'nothing left' | null;
  readonly budget: Budget;
  /** Numbers of its jobs. */
  readonly jobs: readonly number[];
  readonly folder: string;
  /** What could not be part of it, and why. */
  readonly leftOut: readonly string[];
  /** Up to its last finished piece. */
  readonly spentSeconds: number;
}

/** What one night has made of one job. */
export interface Share {
  readonly job: number;
  readonly pieces: number;
  readonly seconds: number;
  readonly sums: Sums;
  readonly newStates: number;
  readonly newEdges: number;
  /** The keys of what its runs came to, new or known. */
  readonly findings: readonly string[];
  /** What its runs have shown, in all nights. */
  readonly shown: Shown | null;
  /** Of the last exploration. */
  readonly explored: Explored | null;
  /** Why nothing more was made of it. */
  readonly setAside: string | null;
}

export interface Shown {
  readonly runs: number;
  readonly states: number;
  readonly edges: number;
  /** How many runs have shown an edge that no other run has, and how many edges one run alone has shown, or exactly two. */
  readonly loneRuns: number;
  readonly single: number;
  readonly double: number;
  /** There are more than can be counted. */
  readonly isFull: boolean;
}

export interface Explored {
  readonly states: number;
  readonly edges: number;
  readonly driven: number;
  readonly isWhole: boolean;
  readonly stoppedBy: string | null;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Sums['outcomes'];
}

/** A finding as the journal has it. */
export interface Entry {
  readonly key: string;
  readonly trace: Trace;
  readonly details: string;
  readonly shown: number;
  readonly of: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** In all nights. */
  readonly times: number;
  readonly timesTonight: number;
}

export interface DeathEntry extends Death {
  readonly job: number;
  readonly number: number;
  readonly seed: number | null;
}

/** What became of a kept counterexample when it was replayed before anything else. */
export interface Replayed {
  readonly path: string;
  /** Of the finding; `null` where the file is no trace. */
  readonly key: string | null;
  readonly trace: Trace | null;
  readonly verdict: ReplayedVerdict | 'unreadable' | 'died' | 'not replayed';
  readonly note: string;
}

/** A finished piece, with all that it changes. */
export interface Finished {
  readonly night: number;
  readonly job: number;
  readonly number: number;
  readonly share: Share;
  readonly runs: number;
  readonly newEdges: number;
  readonly states: Int32Array;
  readonly edges: Int32Array;
  readonly found: readonly (Found & { readonly key: string })[];
  readonly sightings: readonly (Sighting & { readonly key: string })[];
  readonly death: DeathEntry | null;
  /** Of the night. */
  readonly spentSeconds: number;
  /** The time of day. */
  readonly now: string;
}

export interface Journal {
  /** By this every journal is different. */
  readonly origin: string;
  /** The number of a job; a new one where it is not in there. */
  numberOf(job: Job): number;
  jobOf(number: number): Job;
  begin(night: Omit<Night, 'id' | 'endedAt' | 'how' | 'spentSeconds'>, replayed: readonly Replayed[]): number;
  /** One transaction. */
  finish(piece: Finished): void;
  /** A job of which nothing more comes, with no piece finished. */
  setAside(night: number, share: Share): void;
  end(night: number, how: NonNullable<Night['how']>, at: string): void;
  /** The last one; `null` where there was none. */
  lastNight(): Night | null;
  shares(night: number): Share[];
  /** The pieces that a job has finished, and in which night. */
  piecesOf(job: number): { readonly number: number; readonly night: number }[];
  /** What its pieces have added to what it has shown. */
  thingsOf(job: number): Iterable<{ readonly states: Int32Array; readonly edges: Int32Array }>;
  runsOf(job: number): number;
  /** How many new edges a job has come to since so many seconds of a night. */
  newEdgesSince(night: number, job: number, spentSeconds: number): number;
  entries(night: number): Entry[];
  deaths(night: number): DeathEntry[];
  replayed(night: number): Replayed[];
  close(): void;
}

/** The share of a job of which nothing was made yet. */
export function emptyShare(job: number): Share {
  return {
    job,
    pieces: 0,
    seconds: 0,
    sums: zeroSums,
    newStates: 0,
    newEdges: 0,
    findings: [],
    shown: null,
    explored: null,
    setAside: null,
  };
}
