import type { DeadReason, Holding, JobStatus, Submission } from './commands.ts';

/** Everything that an outsider could find out about the queue. */
export interface QueueView extends Tables {
  nowMs: number;
  workers: Record<string, { isUp: boolean; holding: Holding | null }>;
  /** What the intake has accepted and not yet written down. */
  buffered: Submission[];
  /** The keys of what the client has asked for, and had no answer about. */
  unsure: string[];
}

/** Every row of every table, each in the order in which its rows came. */
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
