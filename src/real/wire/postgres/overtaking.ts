/** A connection that waits for a lock. */
export interface Wait<Connection> {
  /** Its place among the waits by the time at which its statement came to wait. */
  readonly place: number;
  /** The connections that hold the lock, or wait for it further ahead. */
  readonly holders: readonly Connection[];
}

type Waits<Connection> = ReadonlyMap<Connection, Wait<Connection>>;

/**
 * A connection that waited for a lock before another one, and waits for that one now, since Postgres has served them out of
 * order; `null` where there is none. The order in which Postgres serves the waiters of a row is up to chance: a waiter that
 * finds the row changed lets go of its place, and looks at the row again.
 */
export function overtakenIn<Connection>(
  before: Waits<Connection>,
  after: Waits<Connection>,
): { readonly first: Connection; readonly by: Connection } | null {
  for (const [first, wait] of before)
    for (const by of after.get(first)?.holders ?? []) {
      const other = before.get(by);
      if (other !== undefined && isAhead({ first, wait }, other)) return { first, by };
    }
  return null;
}

/** Whether a connection is to get the lock before the other one. */
function isAhead<Connection>(
  { first, wait }: { readonly first: Connection; readonly wait: Wait<Connection> },
  other: Wait<Connection>,
): boolean {
  if (other.holders.includes(first)) return true;
  const [own, others] = [new Set(wait.holders), new Set(other.holders)];
  return wait.place < other.place && own.size === others.size && [...own].every((one) => others.has(one));
}
