import type { StagedWait, StageFault } from '../../../kernel/stage.ts';
import type { PostgresConnection } from '../../database/postgres.ts';
import { createLooks } from './deadlock-looks.ts';
import type { Wait } from './overtaking.ts';
import { overtakenIn } from './overtaking.ts';
import type { StagedConnection } from './staged-connection.ts';

/** A session that does not say that it waits is asked about after so long, and then ever less often, in milliseconds. */
const [firstPollMs, lastPollMs] = [1, 16];

/** So is a session whose settings make it say so: its client may have changed them. */
const distrustMs = 20;

/** The connections that wait for a lock, and for whom. */
export interface Waits {
  /** The server says that the connection waits. */
  note(connection: StagedConnection): void;
  isWaiting(connection: StagedConnection): boolean;
  /** The connections that wait: the connection first whose statement has waited first. */
  waiters(): readonly StagedConnection[];
  inWords(): readonly StagedWait[];
  /** Waits until each statement is answered, or waits for a lock of an actor. Returns what is wrong. */
  settle(): Promise<StageFault | null>;
  clear(): void;
}

export interface WaitsOptions {
  readonly control: Pick<PostgresConnection, 'all'>;
  /** How long the server may take to answer a statement that does not wait for a lock of an actor, in milliseconds. */
  readonly patienceMs: number;
  connections(): readonly StagedConnection[];
  /** A number that grows with all that happens. */
  activity(): number;
  /** Waits for that number to grow, at most so many milliseconds. */
  stirred(withinMs: number): Promise<void>;
}

/** Watches these connections: the server says at once who waits, and where it does not, it is asked. */
export function watchWaits({ control, patienceMs, connections, activity, stirred }: WaitsOptions): Waits {
  const waiting = new Map<StagedConnection, Wait<StagedConnection>>();
  /** By which place the statement of a connection came to wait. */
  const places = new Map<StagedConnection, number>();
  const looks = createLooks();
  let lastPlace = 0;

  function note(one: StagedConnection, holders = waiting.get(one)?.holders ?? []): void {
    const place = places.get(one) ?? (lastPlace += 1);
    places.set(one, place);
    waiting.set(one, { place, holders });
  }

  function forgetAnswered(): void {
    for (const one of places.keys())
      if (!one.isUnderWay()) {
        places.delete(one);
        waiting.delete(one);
        looks.forget(one);
      }
  }

  /** Asks the server who waits for whom. Returns whether a connection may not stay as it is: it waits no more, or has not looked for a deadlock. */
  async function findHolders(asked: readonly StagedConnection[]): Promise<boolean> {
    const rows = await control.all<{ pid: number; since: string | null; blockers: number[] }>(
      `SELECT pid, pg_blocking_pids(pid) AS blockers,
        (SELECT min(waitstart)::text FROM pg_locks WHERE pg_locks.pid = asked.pid AND NOT granted) AS since
      FROM unnest(:pids::int[]) AS asked (pid)`,
      { pids: asked.map(({ processId }) => String(processId)) },
    );
    let isChanging = false;
    for (const one of asked) {
      const { blockers = [], since = null } = rows.find(({ pid }) => pid === one.processId) ?? {};
      const by = connections().filter(({ processId }) => blockers.includes(processId));
      if (by.length > 0) note(one, by);
      else isChanging = waiting.delete(one) || isChanging;
      if (by.length > 0 && one.reportsWaits) isChanging = !looks.haveCome(one, since) || isChanging;
    }
    return isChanging;
  }

  /** Whether some of them wait for each other: the server ends that after its `deadlock_timeout`. */
  function areDeadlocked(): boolean {
    const reaches = (from: StagedConnection, to: StagedConnection, seen: Set<StagedConnection>): boolean =>
      (waiting.get(from)?.holders ?? []).some((next) => {
        if (next === to) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next, to, seen);
      });
    return [...waiting.keys()].some((one) => reaches(one, one, new Set()));
  }

  function isSettled(underWay: readonly StagedConnection[]): boolean {
    return underWay.every((one) => waiting.has(one)) && !areDeadlocked();
  }

  function overtaking(waited: ReadonlyMap<StagedConnection, Wait<StagedConnection>>): StageFault | null {
    const found = overtakenIn(waited, waiting);
    if (found === null) return null;
    const [first, by] = [found.first.actor, found.by.actor];
    return { line: `${first} waited for a lock before ${by} did, and ${by} got it first`, isOvertaking: true };
  }

  async function settle(): Promise<StageFault | null> {
    const waited = new Map(waiting);
    const limit = performance.now() + patienceMs;
    for (let pollMs = firstPollMs; performance.now() < limit;) {
      const before = activity();
      forgetAnswered();
      const underWay = connections().filter((one) => one.isUnderWay());
      if (underWay.length === 0) return null;
      // A session that waits no more answers soon, or waits again.
      const isChanging = isSettled(underWay) && (await findHolders(underWay));
      if (activity() !== before) continue;
      if (!isChanging && isSettled(underWay)) return overtaking(waited);
      const doReport = underWay.every((one) => waiting.has(one) || one.reportsWaits);
      await stirred(Math.min(doReport ? distrustMs : pollMs, patienceMs));
      if (activity() !== before) continue;
      pollMs = Math.min(2 * pollMs, lastPollMs);
      await findHolders(underWay);
    }
    return { line: `the server gave no answer within ${patienceMs / 1000} s`, isOvertaking: false };
  }

  const waiters = (): StagedConnection[] =>
    [...waiting].toSorted(([, one], [, other]) => one.place - other.place).map(([connection]) => connection);

  return {
    note(one) {
      looks.report(one);
      note(one);
    },
    isWaiting: (one) => waiting.has(one),
    waiters,
    inWords: () =>
      waiters().map((one) => ({
        actor: one.actor,
        for: [...new Set(waiting.get(one)?.holders.map(({ actor }) => actor))].toSorted(),
      })),
    settle,
    clear() {
      waiting.clear();
      places.clear();
    },
  };
}
