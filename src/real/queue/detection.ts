/** What an operator's dashboard shows about attempts that should not have been. */
export interface Detection {
  /** Attempts that came to commit a job which another attempt had committed, by their durable execution ids. */
  readonly duplicateAttempts: readonly { execution: number; job: string; attempt: number; worker: string }[];
  readonly commits: number;
  readonly effects: number;
  /** Jobs that somebody was served twice for, or off the record, or not at all. Not empty: page somebody. */
  readonly alarms: readonly { job: string; commits: number; effects: number }[];
}
