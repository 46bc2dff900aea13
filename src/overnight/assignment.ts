import type { CampaignClock } from './clock.ts';
import type { ConfiguredSubject } from './configured.ts';
import type { Job } from './job.ts';
import type { Budget, Journal, JobShare } from './journal.ts';
import type { Limits, OpenSlot } from './worker-slot.ts';

export interface CampaignOptions {
  readonly journal: Journal;
  /** The subjects that a job of the journal may name. */
  readonly subjects: readonly ConfiguredSubject[];
  readonly workers: number;
  readonly limits: Limits;
  /** Opens each worker's slot; absent: as a process of its own. */
  readonly openSlot?: OpenSlot;
  /** Versions of the packages that decide which runs a seed gives, so that a search can be repeated. */
  readonly versions: Readonly<Record<string, string>>;
  /** Stops the campaign at once: a resumed campaign repeats the batches that were under way. */
  readonly signal: AbortSignal;
  readonly clock: CampaignClock;
  /** The path of a worker's trail, a file beside the journal. */
  readonly trail: (worker: number) => string;
  readonly onProgress?: (status: Status) => void;
  /** Gets a line that the user should see. */
  readonly onNotice?: (line: string) => void;
}

/** The work of a campaign. */
export interface Assignment {
  readonly jobs: readonly Job[];
  readonly budget: Budget;
  /** The folder of kept counterexamples. */
  readonly folder: string;
  /** Work that the campaign leaves out, with the reasons. */
  readonly leftOut: readonly string[];
}

export interface JobStatus {
  readonly job: Job;
  readonly share: JobShare;
  readonly round: number;
  readonly isUnderWay: boolean;
  /** How long a single process needs for the rounds that are left; `null`: no estimate. */
  readonly secondsLeft: number | null;
}

export interface Status {
  readonly jobs: readonly JobStatus[];
  readonly findings: number;
  readonly spentSeconds: number;
  /** `null` in a campaign that is limited by rounds. */
  readonly secondsLeft: number | null;
  readonly isStopping: boolean;
}
