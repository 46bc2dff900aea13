import type { ProgramLevel, Statement, Table } from './programs.ts';

/** A statement stops here until the lock is free; it is resumed when it may try again. */
export interface LockRequest {
  readonly key: string;
  readonly isShared: boolean;
}

/** A transaction of the double. */
export interface Transaction {
  readonly session: string;
  readonly level: ProgramLevel;
  readonly startedAt: number;
  /** How many commits it sees; `null`: it has no snapshot yet. */
  snapshot: number | null;
  readonly written: Map<string, number | null>;
  /** By key: whether the lock is shared. */
  readonly locks: Map<string, boolean>;
  /** The tables that it has read, and those that it has written. */
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  committedAt: number | null;
}

/** The statement is refused, and the transaction with it. */
export class Refused extends Error {}

interface Version {
  readonly value: number | null;
  readonly at: number;
}

interface Rows {
  begin(session: string, level: ProgramLevel): Transaction;
  /** Carries a statement out: its answer. `before`: what the session has read last. */
  run(own: Transaction, statement: Statement, before: number): Generator<LockRequest, number | null>;
  commit(own: Transaction): void;
  /** It was rolled back. */
  forget(own: Transaction): void;
  /** The rows in the end. */
  view(): string;
}

/** Rows with the versions that were committed, as a server with snapshots keeps them. */
export function openRows(): Rows {
  const versions = new Map<string, Version[]>();
  const all: Transaction[] = [];
  let commits = 0;
  let sequence = 0;
  versions.set('c 3', [{ value: 1, at: 0 }]);
  for (const key of ['a 1', 'a 2', 'b 1', 'b 2', 'n 1']) versions.set(key, [{ value: 0, at: 0 }]);

  const last = (key: string): Version => versions.get(key)?.at(-1) ?? { value: null, at: 0 };
  const keysOf = (table: string): string[] => [...versions.keys()].filter((key) => key.startsWith(`${table} `));

  /** What a transaction sees of a row. */
  function seen(own: Transaction, key: string): number | null {
    const written = own.written.get(key);
    if (written !== undefined) return written;
    const snapshot = own.snapshot ?? commits;
    return versions.get(key)?.findLast(({ at }) => at <= snapshot)?.value ?? null;
  }

  /** Each serializable transaction that neither of two orders explains: one reads what the other has written since. */
  function assertSerializable(own: Transaction): void {
    if (own.level !== 'serializable') return;
    const concurrent = (a: Transaction, b: Transaction): boolean =>
      (a.committedAt === null || a.committedAt > (b.snapshot ?? commits)) &&
      (b.committedAt === null || b.committedAt > (a.snapshot ?? commits));
    const some = all.filter((one) => one.level === 'serializable');
    const goesBefore = (a: Transaction, b: Transaction): boolean =>
      a !== b && concurrent(a, b) && [...a.reads].some((table) => b.writes.has(table));
    for (const pivot of some) {
      const isPivot = some.some((one) => goesBefore(one, pivot)) && some.some((one) => goesBefore(pivot, one));
      const isOwn =
        pivot === own || some.some((one) => one === own && (goesBefore(one, pivot) || goesBefore(pivot, one)));
      if (isPivot && isOwn) throw new Refused('serialization');
    }
  }

  function read(own: Transaction, table: string): void {
    own.reads.add(table);
    assertSerializable(own);
  }

  function* lock(own: Transaction, key: string, isShared = false): Generator<LockRequest, void> {
    if (own.locks.get(key) === false || (isShared && own.locks.has(key))) return;
    yield { key, isShared };
    own.locks.set(key, isShared);
  }

  /** Locks a row that the statement sees, and looks again: `false` where the row is gone. */
  function* lockRow(own: Transaction, key: string): Generator<LockRequest, boolean> {
    if (seen(own, key) === null) return false;
    yield* lock(own, key);
    if (own.written.has(key)) return own.written.get(key) !== null;
    if (own.level !== 'read committed' && last(key).at > (own.snapshot ?? commits)) throw new Refused('serialization');
    return last(key).value !== null;
  }

  const latest = (own: Transaction, key: string): number | null => {
    const written = own.written.get(key);
    return written === undefined ? last(key).value : written;
  };

  function write(own: Transaction, key: string, value: number | null): void {
    own.written.set(key, value);
    own.writes.add(key.split(' ')[0] ?? '');
    if (!versions.has(key)) versions.set(key, []);
    assertSerializable(own);
  }

  function* count(own: Transaction): Generator<LockRequest, void> {
    read(own, 'n');
    if (yield* lockRow(own, 'n 1')) write(own, 'n 1', (latest(own, 'n 1') ?? 0) + 1);
  }

  function* change(
    own: Transaction,
    table: Table,
    id: number,
    to: (value: number) => number,
  ): Generator<LockRequest, number> {
    const key = `${table} ${id}`;
    read(own, table);
    if (!(yield* lockRow(own, key))) return 0;
    write(own, key, to(latest(own, key) ?? 0));
    if (table === 'b') yield* count(own);
    return 1;
  }

  function* insert(own: Transaction, key: string, value: number): Generator<LockRequest, void> {
    yield* lock(own, key);
    if (latest(own, key) !== null) throw new Refused('unique');
    write(own, key, value);
  }

  /** Carries a statement out: its answer. `before`: what the session has read last. */
  function* run(own: Transaction, statement: Statement, before: number): Generator<LockRequest, number | null> {
    if (own.level === 'read committed') own.snapshot = commits;
    own.snapshot ??= commits;
    switch (statement.type) {
      case 'read':
        read(own, statement.table);
        return seen(own, `${statement.table} ${statement.id}`);
      case 'sum': {
        const table = statement.of === 'v' ? 'b' : statement.of;
        read(own, table);
        return keysOf(table).reduce((sum, key) => {
          const value = seen(own, key);
          return sum + (value === null ? 0 : table === 'c' ? Number(key.split(' ')[1]) : value);
        }, 0);
      }
      case 'lock': {
        const key = `${statement.table} ${statement.id}`;
        read(own, statement.table);
        return (yield* lockRow(own, key)) ? latest(own, key) : null;
      }
      case 'add':
        return yield* change(own, statement.table, statement.id, (value) => value + 1);
      case 'put':
        return yield* change(own, statement.table, statement.id, () => before + 10);
      case 'copy': {
        read(own, 'a');
        const value = seen(own, 'a 1');
        return yield* change(own, 'b', statement.id, () => (value ?? -7) + 7);
      }
      case 'insert':
        yield* insert(own, `${statement.table} ${statement.id + 2}`, before + 5);
        return 1;
      case 'child':
        yield* insert(own, `c ${statement.id}`, statement.parent);
        yield* lock(own, `a ${statement.parent}`, true);
        if (latest(own, `a ${statement.parent}`) === null) throw new Refused('foreign key');
        return 1;
      case 'delete': {
        const key = `${statement.table} ${statement.id}`;
        read(own, statement.table);
        if (!(yield* lockRow(own, key))) return 0;
        write(own, key, null);
        if (statement.table === 'b') return 1;
        for (const child of ['c 1', 'c 2', 'c 3'])
          if (latest(own, child) === statement.id) {
            yield* lock(own, child);
            if (latest(own, child) === statement.id) write(own, child, null);
          }
        return 1;
      }
      case 'bump':
        yield* count(own);
        return null;
      case 'next':
        return (sequence += 1);
      case 'advise':
        yield* lock(own, `lock ${statement.key}`);
        return null;
    }
  }

  return {
    run,
    begin(session: string, level: ProgramLevel): Transaction {
      const own: Transaction = {
        session,
        level,
        startedAt: commits,
        snapshot: null,
        written: new Map(),
        locks: new Map(),
        reads: new Set(),
        writes: new Set(),
        committedAt: null,
      };
      all.push(own);
      return own;
    },
    commit(own: Transaction): void {
      assertSerializable(own);
      commits += 1;
      own.committedAt = commits;
      for (const [key, value] of own.written) versions.set(key, [...(versions.get(key) ?? []), { value, at: commits }]);
    },
    forget(own: Transaction): void {
      all.splice(all.indexOf(own), 1);
    },
    /** The rows in the end. */
    view: (): string =>
      [...versions]
        .map(([key]) => `${key}=${last(key).value ?? ''}`)
        .filter((row) => !row.endsWith('='))
        .toSorted()
        .join(' '),
  };
}
