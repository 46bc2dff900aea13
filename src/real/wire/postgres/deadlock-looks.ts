import type { StagedConnection } from './staged-connection.ts';

/** After so long a session has looked, also where its client has changed the settings by which it says so, in milliseconds. */
const surelyMs = 50;

/** Which sessions have looked for a deadlock since they came to wait. */
export interface DeadlockLooks {
  /** The session says that it still waits: it has looked, and found none. */
  report(connection: StagedConnection): void;
  /** Whether the session has looked since it came to wait at this time of the server; `null`: the server does not know it yet. */
  haveCome(connection: StagedConnection, since: string | null): boolean;
  /** Its statement is answered. */
  forget(connection: StagedConnection): void;
}

interface Looked {
  reports: number;
  /** The reports by the last look, and the wait in which it came. */
  counted: number;
  since: string | null;
  /** A wait without a look, and when it was seen first. */
  open: { readonly since: string | null; readonly seenAtMs: number } | null;
}

/**
 * A session looks for a deadlock once for each wait, some time after its begin. If another session closes a circle before, the
 * server may refuse either of the two; afterwards it refuses the session that closes the circle.
 */
export function createLooks(): DeadlockLooks {
  const known = new Map<StagedConnection, Looked>();
  const of = (connection: StagedConnection): Looked => {
    const found = known.get(connection) ?? { reports: 0, counted: 0, since: null, open: null };
    known.set(connection, found);
    return found;
  };
  return {
    report: (connection) => void (of(connection).reports += 1),
    haveCome(connection, since) {
      const own = of(connection);
      if (since !== null && own.since === since) return true;
      if (own.open === null || own.open.since !== since) own.open = { since, seenAtMs: performance.now() };
      const isReported = since !== null && own.reports > own.counted;
      if (!isReported && performance.now() - own.open.seenAtMs < surelyMs) return false;
      [own.counted, own.since, own.open] = [own.reports, since, null];
      return true;
    },
    forget: (connection) => void known.delete(connection),
  };
}
