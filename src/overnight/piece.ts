import type { Trace } from '../corpus/trace.ts';
import type { Command } from '../kernel/model.ts';
import type { Finding } from '../kernel/violation.ts';
import type { Job } from './job.ts';
import type { SubjectSource } from './subject-source.ts';
import type { RunPlan } from './rounds.ts';
import type { Sums } from './sums.ts';

/** What a worker process is asked to do. All of it is data. */
export type Piece = { readonly job: Job; readonly source: SubjectSource } & Asked;

export type Asked =
  | {
      readonly kind: 'runs';
      readonly plan: RunPlan;
      /** What need not be made short again. */
      readonly known: readonly Finding[];
      readonly versions: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'explore' | 'drive';
      readonly maxStates: number;
      readonly known: readonly Finding[];
      readonly versions: Readonly<Record<string, string>>;
    }
  /** Takes kept traces to their systems once more. */
  | { readonly kind: 'replay'; readonly traces: readonly { readonly path: string; readonly trace: Trace }[] };

/** A violation with a run as short as it has become, and how often that run shows it. */
export interface Found {
  readonly trace: Trace;
  readonly details: string;
  /** In how many replays of how many. */
  readonly shown: number;
  readonly of: number;
}

/** Findings, with how many runs came to them. */
export interface Sighting {
  readonly finding: Finding;
  readonly times: number;
}

/** What came of a piece. */
export type Done = {
  readonly seconds: number;
  readonly found: readonly Found[];
  readonly sightings: readonly Sighting[];
} & (
  | ({
      readonly kind: 'runs';
      /** As `Things` gives them. */
      readonly states: Int32Array;
      readonly edges: Int32Array;
    } & Sums)
  | {
      readonly kind: 'explore' | 'drive';
      readonly states: number;
      readonly edges: number;
      /** Of the edges, how many were driven on the system. */
      readonly driven: number;
      /** All states were reached, and where they are driven all edges taken. */
      readonly isWhole: boolean;
      readonly stoppedBy: string | null;
      readonly outcomes: Sums['outcomes'];
    }
  | {
      readonly kind: 'replay';
      readonly replays: readonly { readonly path: string; readonly verdict: ReplayedVerdict; readonly note: string }[];
    }
);

export type ReplayedVerdict = 'reproduced' | 'other' | 'gone' | 'unfit';

/** A worker process came to an end over a piece, twice. */
export interface Death {
  readonly how: 'crashed' | 'hung' | 'memory';
  /** What it left behind, in one line. */
  readonly says: string;
  /** What the system had been asked, within a call of which it was; `null` where it was within none: no system is to blame. */
  readonly commands: readonly Command[] | null;
  /** In how many tries of how many. */
  readonly shown: number;
  readonly of: number;
}

/** What a worker process says. */
export type Said =
  | { readonly type: 'ready' }
  /** It has come a step further. */
  | { readonly type: 'alive'; readonly rssBytes: number }
  | { readonly type: 'done'; readonly done: Done }
  /** The piece could not be made, and another try would not help. */
  | { readonly type: 'failed'; readonly message: string };

/** What it is told to do. */
export interface Order {
  readonly piece: Piece;
  /** Where to write down the calls of systems, if anywhere. */
  readonly trail: string | null;
  /** How long a system may take to answer, in milliseconds; `null`: as the subject says. */
  readonly answerMs: number | null;
}
