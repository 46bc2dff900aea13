import type {
  AuthorityOutcome,
  HandOverMessage,
  HeldPlayer,
  Message,
  PlayerRecord,
  SaveMessage,
} from '../../alphabets/authority.ts';
import type { Admission } from './admission.ts';
import type { NodeCommand, Saving } from './commands.ts';
import type { AuthorityTables } from './tables.ts';

/** Sends messages to other servers and to the store. Messages may be lost, duplicated and reordered. */
export interface Transport {
  send(message: Message): void;
}

/** A grant of authority: the token, and the state from which the server starts. */
export type Grant = Pick<HeldPlayer, 'token' | 'version' | 'isDamaged'>;

/** A server: an actor that shares no memory with other actors. */
export interface Node {
  perform(command: NodeCommand): Promise<AuthorityOutcome>;
  receive(message: Exclude<Message, { type: 'save' }>): Promise<AuthorityOutcome>;
  /** Renews the lease if possible, reports its players, shows hidden items again, and handles timers that are due. */
  tick(): Promise<void>;
  /** The coordinator is reachable again: the server asks which players are still its own. */
  reconnect(): Promise<void>;
  /** From the coordinator: this server has authority over the player. */
  granted(player: string, grant: Grant): Promise<void>;
  /** From the coordinator: the transfer was rolled back, and the player stays with this server. */
  thawed(player: string): Promise<void>;
  holds(): Promise<Readonly<Record<string, HeldPlayer>>>;
  /** The hidden items of other servers, sorted. */
  hidden(): Promise<readonly string[]>;
}

/** The coordinator cannot be reached from here. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The requests of a server to the coordinator. Each rejects with `Unreachable` if the coordinator is unreachable. */
export interface Coordinator {
  /** Renews the lease, and returns its new end. */
  renew(server: string): Promise<number>;
  /** The server reports its players and their tokens: the coordinator grants the server's other players again. */
  reconcile(server: string, tokens: Readonly<Record<string, number>>): Promise<void>;
  requestTransfer(wish: { from: string; player: string; to: string }): Promise<TransferReply>;
  /** The target has verified the state, and requests authority. */
  confirmTransfer(message: HandOverMessage): Promise<TransferConfirmation>;
  /** The state that arrived at the target is damaged. */
  abortTransfer(message: HandOverMessage): Promise<void>;
  /** The transfer was not confirmed: the source takes it back. */
  rollBackTransfer(player: string): Promise<void>;
  readRecord(player: string): Promise<PlayerRecord | null>;
}

/** `transfer`: the number of the transfer. */
export type Opening =
  | { readonly type: 'opened'; readonly transfer: number }
  | { readonly type: 'queueFull' | 'throttled' };

export type TransferReply = Opening | { readonly type: 'noSuchTarget' | 'targetUnavailable' };

export type TransferConfirmation =
  | { readonly type: 'granted'; readonly token: number }
  /** `token`: the target's token for the player, in case the target did not get the first reply. */
  | { readonly type: 'alreadyConfirmed'; readonly token: number }
  | { readonly type: 'notOpen' };

export type TakenItem = { readonly type: 'pickedUp' | 'alreadyTaken' };

/** The items, which servers reach directly, not through the coordinator. */
export interface Items {
  readOwner(item: string): Promise<string | null>;
  /** Moves an item from the world into an inventory. */
  take(item: string, player: string): Promise<TakenItem>;
  /**
   * Copies an item from a replica into an inventory. This is the fault that `singleSource` prevents: the original
   * stays.
   */
  takeReplica(item: string, player: string): Promise<TakenItem>;
}

/** The coordinator's durable state. Each method is atomic. */
export interface CoordinatorStore extends Items {
  addServer(server: string, leaseUntilMs: number): Promise<void>;
  addPlayer(player: string, server: string): Promise<void>;
  addItem(item: string, owner: string): Promise<void>;
  renewLease(server: string, untilMs: number): Promise<void>;
  /**
   * Opens a transfer within the limits. Ends an active transfer of the same player, whose source never got the reply.
   */
  openTransfer(wish: {
    player: string;
    to: string;
    nowMs: number;
    endsAtMs: number;
    admission: Admission;
  }): Promise<Opening>;
  /**
   * Ends this very transfer, if active, and returns the new token. `token`: the new token, if the store does not count
   * the grants by itself.
   */
  confirmTransfer(
    transfer: { player: string; to: string; transfer: number },
    token?: number | null,
  ): Promise<number | null>;
  /** Ends this very transfer. Returns whether the transfer was active. */
  abortTransfer(transfer: { player: string; to: string; transfer: number }): Promise<boolean>;
  /** Grants a player to a server under `token` or the next token, and ends the player's transfer. */
  grant(player: string, to: string, token?: number | null): Promise<Grant>;
  /** Saves a newer version. With the fence on, refuses tokens older than the player's current token. */
  save(state: Omit<SaveMessage, 'type'>, fence: { readonly isOn: boolean }): Promise<Saving>;
  moveItem(item: string, owner: string): Promise<void>;
  read(): Promise<AuthorityTables>;
  close(): Promise<void>;
}
