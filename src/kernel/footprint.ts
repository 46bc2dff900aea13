/** Names of tables, sequences and advisory locks, the same in each run; `*`: all of them. */
export type Touched = ReadonlySet<string>;

/** What a move may touch at the database: rather too much than too little. */
export interface Footprint {
  /** Whether a part of the move cannot be resolved: then it may touch everything. */
  readonly isUnresolved: boolean;
  /** The tables of which it sees what others have committed. */
  readonly sees: Touched;
  /** The tables that it reads in any way: a lock of the whole table shuts it out. */
  readonly reads: Touched;
  /** What it writes or locks, or gives up. */
  readonly locks: Touched;
  /** The tables that it shuts readers out of. */
  readonly excludes: Touched;
  /** The tables whose rows it commits. */
  readonly publishes: Touched;
  /** Whether it is of a SERIALIZABLE transaction. */
  readonly isSerializable: boolean;
  /** Whether it ends a transaction. */
  readonly isEnd: boolean;
}

const none: Touched = new Set();

export const noFootprint: Footprint = {
  isUnresolved: false,
  sees: none,
  reads: none,
  locks: none,
  excludes: none,
  publishes: none,
  isSerializable: false,
  isEnd: false,
};

export const everywhere: Footprint = { ...noFootprint, isUnresolved: true };

/** The footprint of several moves together. */
export function together(...footprints: readonly Footprint[]): Footprint {
  const all = (part: (one: Footprint) => Touched): Touched => union(footprints.map(part));
  return {
    isUnresolved: footprints.some((one) => one.isUnresolved),
    sees: all((one) => one.sees),
    reads: all((one) => one.reads),
    locks: all((one) => one.locks),
    excludes: all((one) => one.excludes),
    publishes: all((one) => one.publishes),
    isSerializable: footprints.some((one) => one.isSerializable),
    isEnd: footprints.some((one) => one.isEnd),
  };
}

function union(sets: readonly Touched[]): Touched {
  const [first = none, ...others] = sets.filter(({ size }) => size > 0);
  if (others.every((one) => one === first)) return first;
  const all = new Set(first);
  for (const one of others) for (const name of one) all.add(name);
  return all;
}
