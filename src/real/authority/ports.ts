import type { Admission } from './admission.ts';
import type { HandOverMessage, Message, NodeCommand, Outcome, SaveMessage, Saving } from './commands.ts';
import type { HeldPlayer, PlayerRecord, Tables } from './view.ts';

/** How a server speaks to others and to the store. Nothing that is sent is sure to arrive, once, or in order. */
export interface Transport {
  send(message: Message): void;
}

/** What a server takes authority with: the token, and the state that it starts from. */
export type Grant = Pick<HeldPlayer, 'token' | 'version' | 'isDamaged'>;

/** A server: an actor that shares no memory with any other. */
export interface Node {
  perform(command: NodeCommand): Promise<Outcome>;
  receive(message: Exclude<Message, { type: 'save' }>): Promise<Outcome>;
  /** Renews the lease, if it can, says what it has, shows again what others have, and does what its timers are due for. */
  tick(): Promise<void>;
  /** It reaches the coordinator again: it asks what it still has. */
  reconnect(): Promise<void>;
  /** From the coordinator: the player is yours. */
  granted(player: string, grant: Grant): Promise<void>;
  /** From the coordinator: the transfer was taken back, the player stays with you. */
  thawed(player: string): Promise<void>;
  holds(): Promise<Readonly<Record<string, HeldPlayer>>>;
  /** The items of others that it does not show, sorted. */
  hidden(): Promise<readonly string[]>;
}

/** The coordinator cannot be reached from here. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** What a server asks of the coordinator. Each rejects with `Unreachable` where it does not get through. */
export interface Coordinator {
  /** The instant until which the lease runs now. */
  renew(server: string): Promise<number>;
  /** The server has these players, under these tokens: it is granted anew whatever else is its own. */
  reconcile(server: string, tokens: Readonly<Record<string, number>>): Promise<void>;
  requestTransfer(wish: { from: string; player: string; to: string }): Promise<TransferReply>;
  /** The target has verified what it got, and asks for the authority. */
  confirmTransfer(message: HandOverMessage): Promise<Confirmation>;
  /** What the target got is damaged. */
  abortTransfer(message: HandOverMessage): Promise<void>;
  /** Nobody has confirmed: the source takes it back. */
  rollBackTransfer(player: string): Promise<void>;
  standingOf(player: string): Promise<PlayerRecord | null>;
}

/** `transfer`: its number. */
export type Opening =
  | { readonly type: 'opened'; readonly transfer: number }
  | { readonly type: 'queueFull' | 'throttled' };

export type TransferReply = Opening | { readonly type: 'noSuchTarget' | 'targetUnavailable' };

export type Confirmation =
  | { readonly type: 'granted'; readonly token: number }
  /** `token`: what the player is the target's own under, should it not have heard. */
  | { readonly type: 'alreadyConfirmed'; readonly token: number }
  | { readonly type: 'notOpen' };

export type Taken = { readonly type: 'pickedUp' | 'alreadyTaken' };

/** The items, which servers reach without the coordinator. */
export interface Items {
  ownerOf(item: string): Promise<string | null>;
  /** Out of the world, into an inventory. */
  take(item: string, player: string): Promise<Taken>;
  /** Into an inventory out of a replica, which nobody should do: the original stays. */
  takeReplica(item: string, player: string): Promise<Taken>;
}

/** Where the coordinator keeps what must not be lost. Each of these is done as a whole or not at all. */
export interface CoordinatorStore extends Items {
  addServer(server: string, leaseUntilMs: number): Promise<void>;
  addPlayer(player: string, server: string): Promise<void>;
  addItem(item: string, owner: string): Promise<void>;
  renewLease(server: string, untilMs: number): Promise<void>;
  /** Within the limits. One of the player that is still active is over: its server has not heard of it, or would not ask. */
  openTransfer(wish: {
    player: string;
    to: string;
    nowMs: number;
    endsAtMs: number;
    admission: Admission;
  }): Promise<Opening>;
  /**
   * The new token, if that very transfer is active; and then it is over. `token`: that one, where the store does
   * not count the grants by itself.
   */
  confirmTransfer(
    transfer: { player: string; to: string; transfer: number },
    token?: number | null,
  ): Promise<number | null>;
  /** Whether that very transfer was active; and then it is over. */
  abortTransfer(transfer: { player: string; to: string; transfer: number }): Promise<boolean>;
  /** Gives a player to a server, under a new token, or that one; a transfer of it is over. */
  grant(player: string, to: string, token?: number | null): Promise<Grant>;
  /** `fenced`: not under an older token than the player's own. Never over a version as new. */
  save(state: Omit<SaveMessage, 'type'>, fence: { readonly isOn: boolean }): Promise<Saving>;
  moveItem(item: string, owner: string): Promise<void>;
  read(): Promise<Tables>;
  close(): Promise<void>;
}
