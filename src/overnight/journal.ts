import type { AnyTrace } from '../corpus/any-trace.ts';
import type { BatchCrash, ExploredBatch, ShrunkFinding, ReplayedVerdict, Sighting } from './batch.ts';
import type { Job } from './job.ts';
import type { RacesDone } from './race-tally.ts';
import { zeroSums } from './sums.ts';
import type { Sums } from './sums.ts';

/** How long a campaign lasts: a time, or rounds of each job. */
export type Budget = { readonly seconds: number } | { readonly rounds: number };

export interface Campaign {
  readonly id: number;
  readonly begunAt: string;
  /** `null` where the campaign was cut off. */
  readonly endedAt: string | null;
  /** Why the campaign ended. */
  readonly how: 'time' | 'rounds' | 'interrupted' | 'nothing left' | null;
  readonly budget: Budget;
  /** Numbers of its jobs. */
  readonly jobs: readonly number[];
  readonly folder: string;
  /** Work that the campaign leaves out, with the reasons. */
  readonly leftOut: readonly string[];
  /** Up to the last finished batch. */
  readonly spentSeconds: number;
}

/** The work of a campaign on a job. */
export interface JobShare {
  readonly job: number;
  readonly batches: number;
  readonly seconds: number;
  readonly sums: Sums;
  readonly newStates: number;
  readonly newEdges: number;
  /** The keys of the findings of its runs, new or known. */
  readonly findings: readonly string[];
  /** The coverage of its runs, in all campaigns. */
  readonly shown: Shown | null;
  /** The last exploration. */
  readonly explored: ExploredBatch | null;
  /** Its races; `null`: it has none, or they are not counted yet. */
  readonly raced: RacesDone | null;
  /** Why the campaign stopped working on the job; `null`: it did not. */
  readonly setAside: SetAside | null;
}

export interface SetAside {
  /** A server or a tool cannot be used; the batches ended with an error; or they ended the process. */
  readonly cause: 'environment' | 'error' | 'crash';
  /** A single line. */
  readonly message: string;
}

export interface Shown {
  readonly runs: number;
  readonly states: number;
  readonly edges: number;
  /** How many runs have shown an edge that no other run has, and how many edges exactly 1 run, or 2 runs, have shown. */
  readonly loneRuns: number;
  readonly single: number;
  readonly double: number;
  /** There are more states or edges than can be counted. */
  readonly isFull: boolean;
}

/** A finding as the journal has it. */
export interface JournalEntry {
  readonly key: string;
  readonly trace: AnyTrace;
  readonly details: string;
  readonly shown: number;
  readonly of: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** In all campaigns. */
  readonly times: number;
  readonly timesInCampaign: number;
}

export interface CrashEntry extends BatchCrash {
  readonly job: number;
  readonly number: number;
  readonly seed: number | null;
}

/** The result of replaying a kept counterexample at the start of a campaign. */
export interface Replayed {
  readonly path: string;
  /** The key of the finding; `null` where the file is no trace. */
  readonly key: string | null;
  readonly trace: AnyTrace | null;
  readonly verdict: ReplayedVerdict | 'unreadable' | 'crashed' | 'not replayed';
  readonly note: string;
}

/** A finished batch, with its changes to the journal. */
export interface Finished {
  readonly campaign: number;
  readonly job: number;
  readonly number: number;
  readonly share: JobShare;
  readonly runs: number;
  readonly newEdges: number;
  readonly states: Int32Array;
  readonly edges: Int32Array;
  readonly kinds: Int32Array;
  readonly found: readonly (ShrunkFinding & { readonly key: string })[];
  readonly sightings: readonly (Sighting & { readonly key: string })[];
  readonly crash: CrashEntry | null;
  /** In the whole campaign so far. */
  readonly spentSeconds: number;
  /** The time of day. */
  readonly now: string;
}

export interface Journal {
  /** An id that no other journal has. */
  readonly origin: string;
  /** The number of a job; a new number where the journal does not have the job. */
  numberOf(job: Job): number;
  jobOf(number: number): Job;
  begin(campaign: Omit<Campaign, 'id' | 'endedAt' | 'how' | 'spentSeconds'>, replayed: readonly Replayed[]): number;
  /** Records a batch in a single transaction. */
  finish(batch: Finished): void;
  /** Records that a job is set aside, without a finished batch. */
  setAside(campaign: number, share: JobShare): void;
  end(campaign: number, how: NonNullable<Campaign['how']>, at: string): void;
  /** The last campaign; `null` where there was none. */
  lastCampaign(): Campaign | null;
  shares(campaign: number): JobShare[];
  /** The work of each campaign on a job. */
  sharesOf(job: number): JobShare[];
  /** The batches that a job has finished, in which campaign, and the kinds of steps that each has shown first. */
  batchesOf(job: number): { readonly number: number; readonly campaign: number; readonly kinds: Int32Array }[];
  /** The states and edges that each batch of a job has added. */
  incidenceOf(job: number): Iterable<{ readonly states: Int32Array; readonly edges: Int32Array }>;
  runsOf(job: number): number;
  /** How many new edges a job has reached since so many seconds of a campaign. */
  newEdgesSince(campaign: number, job: number, spentSeconds: number): number;
  entries(campaign: number): JournalEntry[];
  crashes(campaign: number): CrashEntry[];
  replayed(campaign: number): Replayed[];
  close(): void;
}

/** The share of a job before its first batch. */
export function emptyShare(job: number): JobShare {
  return {
    job,
    batches: 0,
    seconds: 0,
    sums: zeroSums,
    newStates: 0,
    newEdges: 0,
    findings: [],
    shown: null,
    explored: null,
    raced: null,
    setAside: null,
  };
}
