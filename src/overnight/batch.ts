import type { ShownBefore } from '../check/run-memory.ts';
import type { AnyTrace } from '../corpus/any-trace.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import type { SubjectSource } from '../explore/subject-source.ts';
import type { Command } from '../kernel/model.ts';
import type { Finding } from '../kernel/violation.ts';
import type { Job } from './job.ts';
import type { RaceCounts, RacePart, RaceWork } from './race-budget.ts';
import type { RaceTally } from './race-tally.ts';
import type { RunPlan } from './rounds.ts';
import type { Sums } from './sums.ts';

/** A batch: the work of a worker process, as data. */
export type Batch = { readonly job: Job; readonly source: SubjectSource } & BatchRequest;

export type BatchRequest =
  | {
      readonly kind: 'runs';
      readonly plan: RunPlan;
      /** What the batches have shown that lead the runs of this one. */
      readonly before: ShownBefore;
      /** Findings that are shrunk already. */
      readonly known: readonly Finding[];
      readonly versions: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'explore' | 'drive';
      readonly maxStates: number;
      readonly known: readonly Finding[];
      readonly versions: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'race';
      readonly work: RaceWork;
      /** Draws the order of the races, and the races and schedules of `pct`. */
      readonly seed: number;
      /** Races that are shrunk already. */
      readonly known: readonly FoundAtOnce[];
      readonly versions: Readonly<Record<string, string>>;
    }
  /** Replays kept traces on their systems. */
  | { readonly kind: 'replay'; readonly traces: readonly { readonly path: string; readonly trace: AnyTrace }[] };

/** What is known of a race that was found. */
export type FoundAtOnce = Pick<RaceTrace, 'atOnce' | 'violation'>;

/** A shrunk counterexample, and how often a replay reproduces the violation. */
export interface ShrunkFinding<T extends AnyTrace = AnyTrace> {
  readonly trace: T;
  readonly details: string;
  /** How many of the replays reproduce the violation. */
  readonly shown: number;
  readonly of: number;
}

/**
 * A finding by its parts: of a race, the kind of its violation, with the promise of a contract that is broken, and the types of its
 * commands at once.
 */
export interface FindingParts {
  readonly kind: string;
  readonly name: string;
  readonly where?: string;
}

/** A finding, and how many runs or races have shown the violation. */
export interface Sighting {
  readonly finding: FindingParts;
  readonly times: number;
}

/** The result of an exploration. */
export interface ExploredBatch {
  readonly states: number;
  readonly edges: number;
  /** How many of the edges were driven on the system. */
  readonly driven: number;
  /** All states were reached, and a `drive` batch has driven all edges. */
  readonly isWhole: boolean;
  readonly stoppedBy: string | null;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Sums['outcomes'];
}

/** The result of a batch. */
export type Done = {
  readonly seconds: number;
  readonly found: readonly ShrunkFinding[];
  readonly sightings: readonly Sighting[];
} & (
  | ({
      readonly kind: 'runs';
      /** As `IncidenceCounts` gives them. */
      readonly states: Int32Array;
      readonly edges: Int32Array;
      /** The kinds of steps that the runs have shown first, as `ShownBefore` has them. */
      readonly kinds: Int32Array;
    } & Sums)
  | ({ readonly kind: 'explore' | 'drive' } & ExploredBatch)
  | {
      readonly kind: 'race';
      /** `null`: the races were counted, and none was run. */
      readonly part: RacePart | null;
      readonly counts: RaceCounts | null;
      readonly tally: RaceTally;
    }
  | {
      readonly kind: 'replay';
      readonly replays: readonly { readonly path: string; readonly verdict: ReplayedVerdict; readonly note: string }[];
    }
);

/** `strayed`: the schedule of a race could not be followed. */
export type ReplayedVerdict = 'reproduced' | 'other' | 'gone' | 'mismatch' | 'strayed';

/** A worker process crashed, hung or ran out of memory during a batch. */
export interface BatchCrash {
  readonly how: 'crashed' | 'hung' | 'memory';
  /** The limit, or the signal or exit code with the last error that was printed, in a single line. */
  readonly says: string;
  /** The commands of the system that ended the process in a call; `null`: no call, so no system is to blame. */
  readonly commands: readonly Command[] | null;
  /** How many of the tries ended the process. */
  readonly shown: number;
  readonly of: number;
}

/** A message from a worker process. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  /** The batch has made progress. */
  | { readonly type: 'alive'; readonly rssBytes: number }
  | { readonly type: 'done'; readonly done: Done }
  /** The batch cannot be run, and another try would not help. */
  | FailedBatch;

/** `isEnvironment`: a server or a tool that the batch needs cannot be used. */
export interface FailedBatch {
  readonly type: 'failed';
  readonly message: string;
  readonly isEnvironment: boolean;
}

/** A message to a worker process. */
export interface Order {
  readonly batch: Batch;
  /** The file for the calls of systems; `null`: the calls are not written down. */
  readonly trail: string | null;
  /** How long a system may take to answer, in milliseconds; `null`: the subject's own limit. */
  readonly answerMs: number | null;
}
