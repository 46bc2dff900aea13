import type { Footprint } from './footprint.ts';
import type { StrikeKind } from './model.ts';

/**
 * What can happen next to an actor: a statement goes to the database, or its commit, or a notification comes from there; or
 * the answer to a statement, where answers are held as well.
 */
export interface StageMove {
  readonly actor: string;
  readonly kind: 'statement' | 'commit' | 'answer' | 'notification';
  /** The text of the statement in one line, without its parameters; of a notification, `NOTIFY` and its channel. */
  readonly statement: string;
}

/**
 * When a fault strikes an actor: before the database gets its move, after the database has carried the move out and before the
 * actor gets the answer, or while its statement waits for a lock.
 */
export type StrikePlace = 'before' | 'after' | 'waiting';

/**
 * A fault that strikes an actor.
 * - `cut`: its connection breaks, and its code goes on by what it does then.
 * - `kill`: its process ends, so that all of its connections end and no code of it goes on.
 */
export interface StagedStrike {
  readonly fault: StrikeKind;
  readonly place: StrikePlace;
}

/** A move that was made, and what came of it. */
export interface StagedStep extends StageMove {
  /**
   * What the database answered, such as `SELECT 1`; `null` while the statement waits for a lock; `delivered`: a notification;
   * `none`: the connection was cut before.
   */
  readonly answer: string | null;
  /** Where the connection of the actor was cut; absent: nowhere. */
  readonly cut?: StrikePlace;
  /** Whether the connection was cut because the actor was killed. */
  readonly isKilled?: true;
  /** The actors whose statements were answered in consequence, since a lock was given up. */
  readonly woken: readonly string[];
}

/** An actor whose statement waits for a lock, and the actors that hold it. */
export interface StagedWait {
  readonly actor: string;
  readonly for: readonly string[];
}

/** A statement that commits by itself and is one move all the same, since its commit cannot be a move of its own. */
export interface OneStep {
  /** In one line, without its parameters. */
  readonly statement: string;
  readonly because: string;
}

/** A lock that a statement asks for, as `FOR UPDATE`. */
export interface StagedLock {
  /** In one line, without its parameters. */
  readonly statement: string;
  /** The words of the lock. */
  readonly lock: string;
  /** Its place among the locks of the statement. */
  readonly place: number;
}

/** Why a run does not count. */
export interface StageFault {
  /** In a line. */
  readonly line: string;
  /** Whether the server served those that waited for a lock out of order, which another run of the same schedule may not do. */
  readonly isOvertaking: boolean;
}

/** Orders the statements of a system whose commands overlap: each is held until it is released. */
export interface Stage {
  /** Opens a way for each of these actors. */
  admit(actors: readonly string[]): Promise<void>;
  /**
   * Where the connections of this actor go: past the stage, where the actor has no way, since it takes part in no race.
   * Without an actor: a way for all actors of this process, such as those of a pool; what comes by it is of the actor in whose
   * call it was sent.
   */
  address(actor?: string): string;
  /**
   * From now on statements are held; with `answers` the answers to them as well, which their clients get by a move; with
   * `footprints` it is followed what each move may touch.
   */
  hold(options?: { readonly answers?: boolean; readonly footprints?: boolean }): void;
  /** From now on statements pass. Waits until every call has settled, at most some seconds. */
  letPass(): Promise<void>;
  /** Makes a call of an actor, and waits until its first statement is held, it has settled, or it waits for another actor. */
  begin(actor: string, call: () => Promise<unknown>): Promise<void>;
  /** The moves that can be made, an actor after the other in the order of their names. None of an actor that waits for a lock. */
  moves(): readonly StageMove[];
  /** Makes the next move of this actor, and waits until every actor has come to rest. */
  release(actor: string): Promise<StagedStep>;
  /**
   * Cuts the connection of the next move of this actor, or of its statement that waits, and waits until the session has ended,
   * which rolls back, and every actor has come to rest. Where the actor is killed, all of its connections are cut, and its code
   * does not learn of it: what it has called stays without an answer. Absent: the stage cuts no connection.
   */
  strike?(actor: string, strike: StagedStrike): Promise<StagedStep>;
  /** What the last move may have touched. Absent: every move may touch everything. */
  touched?(): Footprint;
  waits(): readonly StagedWait[];
  /** Each of them once, since the stage was opened. */
  oneSteps(): readonly OneStep[];
  /**
   * The functions of the server that moves have called and that run several statements, by name. The stage lets no other
   * statement come between these. Absent: it knows of no functions.
   */
  functions?(): readonly string[];
  /** The locks of the statements that have come, each once, since the stage was opened. Absent: it knows of no locks. */
  locks?(): readonly StagedLock[];
  /** Takes this lock out of the statements of connections that are opened from now on. */
  leaveOut?(lock: StagedLock): void;
  /** Why what happened since the last `hold` cannot be trusted. */
  faults(): readonly StageFault[];
  close(): Promise<void>;
}
