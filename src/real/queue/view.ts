import type { DeadReason, Holding, JobStatus, Submission } from './commands.ts';

/** The state of the queue as far as an outsider can observe the queue. */
export interface QueueView extends Tables {
  nowMs: number;
  workers: Record<string, { isUp: boolean; holding: Holding | null }>;
  /** Jobs that the intake has accepted and not yet written to the store. */
  buffered: Submission[];
  /** Keys of the client's unacknowledged requests. */
  unsure: string[];
}

/** Every row of every table, in the order of insertion. */
export interface Tables {
  jobs: {
    id: string;
    key: string;
    status: JobStatus;
    attempts: number;
    token: number;
    retryAtMs: number;
    deadReason: DeadReason | null;
    resubmittedAs: string | null;
  }[];
  executions: { id: number; job: string; attempt: number; worker: string; isDuplicate: boolean }[];
  leases: { execution: number; job: string; token: number; expiresAtMs: number }[];
  commits: { job: string; execution: number; attempt: number }[];
  effects: { job: string; execution: number }[];
  credits: { job: string; execution: number }[];
  retries: { execution: number; fullAtMs: number }[];
}
