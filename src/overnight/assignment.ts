import type { Clock } from './clock.ts';
import type { ConfiguredSubject } from './configured.ts';
import type { Limits } from './crew.ts';
import type { Job } from './job.ts';
import type { Budget, Journal, Share } from './journal.ts';

export interface NightOptions {
  readonly journal: Journal;
  /** All that a job of the journal may be about. */
  readonly subjects: readonly ConfiguredSubject[];
  readonly workers: number;
  readonly limits: Limits;
  /** Of what has a say in which runs a seed gives, for those who search the same again. */
  readonly versions: Readonly<Record<string, string>>;
  /** Stops it at once: the pieces under way are made again when it is resumed. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** A file beside the journal that processes may write to. */
  readonly trail: (worker: number) => string;
  readonly onProgress?: (status: Status) => void;
  /** Something that whoever watches should know, in one line. */
  readonly onNotice?: (line: string) => void;
}

/** What a night is to do. */
export interface Assignment {
  readonly jobs: readonly Job[];
  readonly budget: Budget;
  /** Of kept counterexamples. */
  readonly folder: string;
  /** What could not be part of it, and why. */
  readonly leftOut: readonly string[];
}

export interface JobStatus {
  readonly job: Job;
  readonly share: Share;
  readonly round: number;
  readonly isUnderWay: boolean;
  /** Of one process, for the rounds that are left; `null` where it goes by hours, or nothing is known yet. */
  readonly secondsLeft: number | null;
}

export interface Status {
  readonly jobs: readonly JobStatus[];
  readonly findings: number;
  readonly spentSeconds: number;
  /** `null` where it goes by rounds. */
  readonly secondsLeft: number | null;
  readonly isStopping: boolean;
}
