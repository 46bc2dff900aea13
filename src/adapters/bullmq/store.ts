/** Where BullMQ keeps a queue, and which of its times are not those of `Date.now`. Keys are names in Redis. */
export interface BullMqStore {
  /** What a queue or a worker of BullMQ is given, beside its own options. `address`: another way to the same server. */
  optionsAt(address?: string): object;
  /** Whether a stage may order what several users send. */
  readonly isStageable: boolean;
  /** The factory of the backend, which BullMQ takes from 6 on; absent: that of Redis. */
  readonly backend?: unknown;
  /** Is called once BullMQ has made its own tables. */
  prepare(): Promise<void>;
  /** Calls BullMQ. Throws `EnvironmentError` where the connection is lost meanwhile. */
  use<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Removes what a queue that was emptied leaves behind: keys that may expire. A run begins at this instant. */
  reset(expiring: readonly string[], startMs: number): Promise<void>;
  /** Lets time pass. */
  pass(expiring: readonly string[], fromMs: number, toMs: number): Promise<void>;
  /**
   * Between two passes over stalled jobs BullMQ leaves `stalledInterval`: the next pass is due now. The key is that of the last
   * pass.
   */
  letStalledPass(key: string): Promise<void>;
  /** Removes what BullMQ has written, and disconnects. */
  close(): Promise<void>;
}
