import type { Footprint } from '../../../src/kernel/footprint.ts';
import { together } from '../../../src/kernel/footprint.ts';
import type { FootprintMove } from '../../../src/race/independence.ts';
import type { Catalogue } from '../../../src/real/wire/postgres/footprints/catalogue.ts';
import { followSession } from '../../../src/real/wire/postgres/footprints/session.ts';
import type { SmallProgram, Statement } from './programs.ts';
import { sessionNames, textOf } from './programs.ts';
import type { LockRequest, Transaction } from './rows.ts';
import { openRows, Refused } from './rows.ts';

interface Step {
  readonly statement: Statement | 'commit';
  readonly isBlock: boolean;
  /** Whether a BEGIN goes with it. */
  readonly isFirst: boolean;
}

/** What the double is asked to leave out. */
export interface DoubleOptions {
  readonly catalogue: Catalogue;
  /** Whether a move that gives a lock up has the footprints of those that it wakes. */
  readonly joinsWoken: boolean;
}

/** Sessions of a database within this process, with row locks, snapshots and deadlocks; a move after the other. */
export interface Double {
  options(): readonly string[];
  release(actor: string): FootprintMove;
  /** The answers of each session, the rows in the end, and which session ended before another one began. */
  outcome(): string;
}

interface Session {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly footprints: ReturnType<typeof followSession>;
  readonly answers: string[];
  made: number;
  transaction: Transaction | null;
  isFailed: boolean;
  last: number;
  waiting: { readonly work: Generator<LockRequest, number | null>; request: LockRequest } | null;
}

/** The steps of a session: a SELECT that commits by itself is one with its commit. */
function stepsOf({ sessions }: SmallProgram, at: number): Step[] {
  const steps: Step[] = [];
  for (const { isBlock, statements } of sessions[at]?.parts ?? []) {
    for (const [place, statement] of statements.entries()) steps.push({ statement, isBlock, isFirst: place === 0 });
    if (isBlock || !isPlain(statements[0])) steps.push({ statement: 'commit', isBlock, isFirst: false });
  }
  return steps;
}

/** Whether the session takes its answer for what it has read. */
function isRead(statement: Step['statement'] | undefined): boolean {
  return typeof statement === 'object' && ['read', 'sum', 'lock', 'next'].includes(statement.type);
}

/** Whether the stage does not split it. */
function isPlain(statement: Statement | undefined): boolean {
  return statement !== undefined && ['read', 'sum', 'bump', 'next'].includes(statement.type);
}

export function openDouble(program: SmallProgram, { catalogue, joinsWoken }: DoubleOptions): Double {
  const rows = openRows();
  const ended: string[] = [];
  const precedence: string[] = [];
  const schemas = 'public';
  const sessions = program.sessions.map((_, at): Session => {
    const footprints = followSession(
      () => catalogue,
      () => program.level,
    );
    footprints.searchPath(schemas);
    const name = sessionNames[at] ?? '';
    return {
      name,
      steps: stepsOf(program, at),
      footprints,
      answers: [],
      made: 0,
      transaction: null,
      isFailed: false,
      last: 0,
      waiting: null,
    };
  });
  /** In the order in which they came to wait. */
  let waiters: Session[] = [];

  const holdersOf = (own: Session, { key, isShared }: LockRequest): Session[] =>
    sessions.filter((other) => {
      const held = other === own ? undefined : other.transaction?.locks.get(key);
      return held !== undefined && !(held && isShared);
    });

  function isDeadlocked(from: Session, seen = new Set<Session>()): boolean {
    if (from.waiting === null) return false;
    return holdersOf(from, from.waiting.request).some((next) => {
      if (seen.has(next)) return false;
      return next === origin || isDeadlocked(next, new Set([...seen, next]));
    });
  }
  let origin: Session | null = null;

  function fail(session: Session, why: string): void {
    session.answers.push(why);
    if (session.transaction !== null) rows.forget(session.transaction);
    session.transaction?.locks.clear();
    session.transaction = null;
    session.isFailed = true;
    session.footprints.ready('E');
  }

  /** Goes on with a statement: whether it has come to its end. */
  function goOn(session: Session, work: Generator<LockRequest, number | null>, isFresh: boolean): boolean {
    try {
      for (let next = work.next(); ; next = work.next()) {
        if (next.done === true) {
          session.answers.push(String(next.value));
          if (next.value !== null && isRead(session.steps[session.made]?.statement)) session.last = next.value;
          break;
        }
        const request = next.value;
        const isTaken = (): boolean => holdersOf(session, request).length > 0;
        if (!isTaken()) continue;
        session.waiting = { work, request };
        origin = session;
        if (isDeadlocked(session)) {
          session.waiting = null;
          fail(session, 'deadlock');
          break;
        }
        if (isFresh || !waiters.includes(session)) waiters.push(session);
        return false;
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      session.waiting = null;
      fail(session, error.message);
    }
    session.waiting = null;
    return true;
  }

  function finish(session: Session): void {
    const step = session.steps[session.made];
    session.made += 1;
    const isAlone = step !== undefined && !step.isBlock && step.statement !== 'commit';
    // A statement that commits by itself and fails has no commit.
    if (isAlone && session.isFailed) {
      if (!isPlain(step.statement)) session.made += 1;
      session.isFailed = false;
      session.footprints.ready('I');
    } else if (isAlone && isPlain(step.statement)) commit(session);
    if (session.made === session.steps.length) ended.push(session.name);
  }

  function commit(session: Session): void {
    const { transaction } = session;
    try {
      if (transaction !== null) rows.commit(transaction);
    } catch (error) {
      if (!(error instanceof Refused) || transaction === null) throw error;
      rows.forget(transaction);
      // The refusal is the answer of a statement that commits by itself, and otherwise that of the COMMIT.
      session.answers.splice(-1, 1, error.message);
    }
    transaction?.locks.clear();
    session.transaction = null;
  }

  /** Those that wait try again, the first first. Returns those that were answered. */
  function wake(): Session[] {
    const woken: Session[] = [];
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (const session of waiters) {
        const { waiting } = session;
        if (waiting === null || holdersOf(session, waiting.request).length > 0) continue;
        waiters = waiters.filter((one) => one !== session);
        isChanged = true;
        session.waiting = null;
        if (!goOn(session, waiting.work, false)) continue;
        woken.push(session);
        finish(session);
        break;
      }
    }
    return woken;
  }

  function make(session: Session, { statement, isBlock, isFirst }: Step): boolean {
    const { footprints } = session;
    footprints.moves();
    if (statement === 'commit') {
      if (isBlock) footprints.sent({ statements: ['COMMIT'], parameters: [], doCommit: true, passes: false });
      else footprints.commits();
      if (isBlock) session.answers.push(session.isFailed ? 'rollback' : 'commit');
      commit(session);
      session.isFailed = false;
      footprints.ready('I');
      return true;
    }
    const isSplit = !isBlock && !isPlain(statement);
    if (isBlock && isFirst) footprints.sent({ statements: ['BEGIN'], parameters: [], doCommit: true, passes: true });
    if (isSplit) footprints.splits();
    const text = textOf(statement, session.last);
    footprints.sent({ statements: [text], parameters: [], doCommit: !isSplit, passes: false });
    if (session.isFailed) {
      session.answers.push('aborted');
      footprints.ready('E');
      return true;
    }
    session.transaction ??= rows.begin(session.name, program.level);
    return goOn(session, rows.run(session.transaction, statement, session.last), true);
  }

  return {
    options: () =>
      sessions.filter(({ waiting, made, steps }) => waiting === null && made < steps.length).map(({ name }) => name),
    release(actor) {
      const session = sessions.find(({ name }) => name === actor);
      const step = session?.steps[session.made];
      if (session === undefined || step === undefined) throw new RangeError(`${actor} has no move`);
      const begins = session.made === 0;
      if (begins) precedence.push(...ended.map((name) => `${name}<${actor}`));
      const endedBefore = ended.length;
      const waited = [...waiters];
      if (make(session, step)) finish(session);
      const woken = wake();
      const touched = session.footprints.touched();
      const freed = waited.filter((one) => touched.frees || woken.includes(one));
      const footprint: Footprint = together(
        touched.footprint,
        ...(joinsWoken ? freed.map((one) => one.footprints.touched().footprint) : []),
      );
      return {
        actor,
        woken: woken.map(({ name }) => name),
        footprint,
        waits: session.waiting !== null,
        begins,
        returns: ended.length > endedBefore,
        memory: 'reads',
      };
    },
    outcome: () =>
      JSON.stringify([
        sessions.map(({ name, answers }) => `${name}: ${answers.join(',')}`),
        rows.view(),
        precedence.toSorted().join(' '),
      ]),
  };
}
