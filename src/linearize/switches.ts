/** What makes the search fast, each of which can be switched off for comparison. The verdict is the same. */
export interface Switches {
  /** Parts of a history without a common key are searched apart, the smallest first. */
  readonly partitions: boolean;
  /** An operation that changes nothing is taken as soon as it is right. */
  readonly pureAtOnce: boolean;
  /** Of operations under way with the same command and outcome only the one that returns first is tried. */
  readonly twins: boolean;
  /** A place is not searched if the search was at the same place with fewer pending operations taken. */
  readonly fewerPending: boolean;
  /**
   * A search that is stuck at an operation is begun again, and then tries this operation before the others. Off by default:
   * it helps where many operations overlap and few of them are pending.
   */
  readonly restarts: boolean;
}

/** Every one that always helps. */
export const allSwitches: Switches = {
  partitions: true,
  pureAtOnce: true,
  twins: true,
  fewerPending: true,
  restarts: false,
};
