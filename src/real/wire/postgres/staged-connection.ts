import type { Footprint } from '../../../kernel/footprint.ts';
import type { StrikeKind } from '../../../kernel/model.ts';
import type { StageMove } from '../../../kernel/stage.ts';
import type { ClientEnd } from './client-ends.ts';
import type { SessionFootprints } from './footprints/session.ts';

/** A move of a connection. */
export type ConnectionMove = Pick<StageMove, 'kind' | 'statement'>;

/** What a connection tells its stage. */
export interface ConnectionListener {
  /** What follows the transactions of the session. */
  readonly footprints: SessionFootprints;
  /** Whether statements are held at present. */
  holds(): boolean;
  /** Settings with which a session of this user begins. */
  settingsFor(user: string): Readonly<Record<string, string>>;
  /** Whether answers are held at present, until a move delivers them. */
  holdsAnswers(): boolean;
  /** Bytes have moved, or the connection has ended. */
  onActivity(): void;
  /** The actor that wrote the last bytes of the client; `background` where it was none. */
  actorNow(): string;
  /** Other text for a statement. */
  rewrite(statement: string): string;
  /** The server says that the connection waits for a lock. */
  onWait(connection: StagedConnection): void;
  /** The server has answered what was released. */
  onAnswer(connection: StagedConnection): void;
  /** A statement that commits by itself is one move: why. */
  onOneStep(statement: string, because: string): void;
  /** What happens in this run cannot be trusted: why, in a line. */
  onFault(line: string): void;
}

/** Who sends what no actor sent. It is not held. */
export const background = 'background';

/** A connection of an actor through the stage. */
export interface StagedConnection {
  /** The actor whose statement is next, under way or the last; `background` where it is of none. */
  readonly actor: string;
  readonly client: ClientEnd;
  /** The number of the server's process. */
  readonly processId: number;
  /** Whether its settings make the session say that it waits for a lock. */
  readonly reportsWaits: boolean;
  /** The next move; `null` where there is none. Statements and notifications come in the order in which they came here. */
  next(): ConnectionMove | null;
  /** Whether the client has sent nothing yet but what begins a session. */
  readonly isStarting: boolean;
  /** Whether the server has been asked and has not answered. */
  isUnderWay(): boolean;
  /** Sends what is next to the server, or to the client. */
  release(): void;
  /** Where the session listens, makes the server send the notifications that it has by now. It answers when that is done. */
  askForNotifications(): void;
  /** Whether an answer has come that the client has not got. */
  readonly isAnswered: boolean;
  /** Gives the client the answer that has come, if there is one. */
  deliver(): void;
  /**
   * Cuts the connection at both ends, and drops what has not reached the other one. The process of the server may go on. A
   * client that is killed does not learn of it: its end stays open, and is silent.
   */
  cut(fault: StrikeKind): void;
  /** The statement that was sent last, in one line. */
  lastStatement(): string;
  /** How many rows the last statement had, in the words of the server, such as `SELECT 1`. */
  lastAnswer(): string;
  readonly isClosed: boolean;
  /** What its last move may touch, and whether a lock may be given up in it. */
  touched(): { readonly footprint: Footprint; readonly frees: boolean };
}
