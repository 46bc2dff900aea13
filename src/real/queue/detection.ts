/** The figures of an operator's dashboard about attempts that should not have happened. */
export interface Detection {
  /** Attempts to commit a job that another attempt had committed, by their durable execution ids. */
  readonly duplicateAttempts: readonly { execution: number; job: string; attempt: number; worker: string }[];
  readonly commits: number;
  readonly effects: number;
  /**
   * Jobs with two effects, an effect without a commit, or a commit without an effect. Page an operator if not empty.
   */
  readonly alarms: readonly { job: string; commits: number; effects: number }[];
}
