export interface ReplayFlags {
  readonly system?: string;
  /** The step after which the whole state is shown; 0 is before the first. */
  readonly step?: number;
  readonly recheck?: boolean;
  /** In seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}
