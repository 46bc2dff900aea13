import { isDue, isLive, nextDeadlineMs } from './rules.ts';
import type { BookingScope, BookingState, Client } from './state.ts';
import { clientNames, resourceNames } from './state.ts';

/**
 * - `exhausted`: no connection is free; the store is not asked.
 * - `timeout`: the store gives up during the transaction, and reports this.
 * - `lostBeforeCommit`: the connection is lost, and the store rolls back.
 * - `lostAfterCommit`: the connection is lost after the commit. The client cannot distinguish the last two faults.
 */
export type BookingFault = 'exhausted' | 'timeout' | 'lostBeforeCommit' | 'lostAfterCommit';

/** The first step of a use-case call. Number and client are the key; a repeat has the values of the first `read`. */
export interface Read {
  readonly type: 'read';
  readonly client: string;
  readonly request: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  readonly fault?: BookingFault;
}

/** A client's command after the decision, or on its booking. */
export interface ClientCommand {
  readonly type: 'persist' | 'confirm' | 'cancel';
  readonly client: string;
  readonly fault?: BookingFault;
}

export type BookingCommand =
  | Read
  | ClientCommand
  | { readonly type: 'decide'; readonly client: string }
  | { readonly type: 'crash'; readonly client: string }
  | { readonly type: 'restart'; readonly client: string }
  /** The sweeper ends a hold on its list of holds that are over. */
  | { readonly type: 'expireHold'; readonly booking: number }
  | { readonly type: 'tick'; readonly byMs: number };

/**
 * Why a call failed. Only `connectionLost` leaves open whether the transaction was written.
 *
 * - `conflict`: another client has written since the call read.
 * - `exhausted`, `timeout`, `connectionLost`: the infrastructure.
 */
export type FailureCause = 'conflict' | 'exhausted' | 'timeout' | 'connectionLost';

export type BookingOutcome =
  | { readonly type: 'read'; readonly version: number; readonly free: number }
  | { readonly type: 'proposed' }
  | { readonly type: 'held' | 'confirmed'; readonly booking: number }
  /** By the decision, since there is no room; or by the database's own constraint. */
  | { readonly type: 'rejected'; readonly by: 'decision' | 'constraint' }
  | { readonly type: 'failed'; readonly cause: FailureCause }
  | { readonly type: 'cancelled' | 'expired' | 'alreadyReleased' | 'tooLate' | 'notDue' | 'noExpiry' }
  | { readonly type: 'alreadyInCall' | 'notNext' | 'nothingRead' | 'alreadyDecided' | 'nothingProposed' }
  | { readonly type: 'nothingHeld' | 'nothingBooked' | 'noSuchBooking' | 'noSuchResource' | 'noSuchClient' }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'clientDown' }
  | { readonly type: 'ticked' | 'notForward' };

/** Every command that an actor could try in this state. */
export function offeredCommands(scope: BookingScope): (state: BookingState) => BookingCommand[] {
  const clients = clientNames(scope);
  return (state) => {
    const offered: BookingCommand[] = [];
    for (const name of clients) {
      const client = state.clients[name];
      if (client !== undefined) offerToClient(offered, scope, state, name, client);
    }
    // The sweeper works from a list: holds that others have ended are still on the list, its own ended holds are not.
    for (const booking of state.bookings)
      if (isDue(booking, state.nowMs) && booking.status !== 'expired')
        offered.push({ type: 'expireHold', booking: booking.id });
    for (const byMs of instantsThatMatter(state)) offered.push({ type: 'tick', byMs });
    return offered;
  };
}

function offerToClient(
  offered: BookingCommand[],
  scope: BookingScope,
  state: BookingState,
  name: string,
  client: Client,
): void {
  if (!client.isUp) {
    offered.push({ type: 'restart', client: name });
    return;
  }
  const mayFail = state.faults < scope.faults;
  const step = nextStep(client);
  if (step !== null) {
    offered.push({ type: 'crash', client: name }, { type: step, client: name });
    if (step === 'persist' && mayFail)
      for (const fault of faultsOfPersist(state, client)) offered.push({ type: step, client: name, fault });
    return;
  }
  for (const read of nextReads(scope, name, client)) {
    offered.push(read);
    if (mayFail) offered.push({ ...read, fault: 'exhausted' });
  }
  for (const type of nextOfBooking(client)) {
    offered.push({ type, client: name });
    if (mayFail && wouldChange(state, client, type)) offered.push({ type, client: name, fault: 'lostAfterCommit' });
  }
}

/** The next step of a call that is under way. */
export function nextStep({ call }: Client): 'decide' | 'persist' | null {
  if (call === null) return null;
  return call.hasProposed ? 'persist' : 'decide';
}

/** A repeat of the request in hand, unless a booking came of the request; and the next request, once none is open. */
function nextReads(scope: BookingScope, client: string, { request }: Client): Read[] {
  const reads: Read[] = [];
  if (request !== null && request.outcome !== 'held' && request.outcome !== 'confirmed')
    reads.push(repeatOf(client, request));
  const next = (request?.number ?? 0) + 1;
  if (request?.outcome === 'open' || next > scope.requests) return reads;
  for (const resource of resourceNames(scope))
    for (let units = 1; units <= scope.units; units += 1)
      for (const isHold of [false, true]) reads.push({ type: 'read', client, request: next, resource, units, isHold });
  return reads;
}

export function repeatOf(client: string, { number, resource, units, isHold }: NonNullable<Client['request']>): Read {
  return { type: 'read', client, request: number, resource, units, isHold };
}

function nextOfBooking({ request }: Client): ('confirm' | 'cancel')[] {
  if (request === null || request.booking === null) return [];
  return request.outcome === 'held' ? ['confirm', 'cancel'] : ['cancel'];
}

/** `lostAfterCommit` differs from `lostBeforeCommit` only where the transaction would write. */
function faultsOfPersist(state: BookingState, { call, request }: Client): BookingFault[] {
  const version = request === null ? undefined : state.resources[request.resource]?.version;
  return call?.version === version
    ? ['timeout', 'lostBeforeCommit', 'lostAfterCommit']
    : ['timeout', 'lostBeforeCommit'];
}

function wouldChange(state: BookingState, { request }: Client, type: 'confirm' | 'cancel'): boolean {
  const booking = state.bookings.find(({ id }) => id === request?.booking);
  if (booking === undefined) return false;
  return type === 'cancel' ? isLive(booking) : booking.status === 'held' && !isDue(booking, state.nowMs);
}

/** Clock steps after which other commands are possible: to the next deadline, and to the instant before. */
function instantsThatMatter(state: BookingState): number[] {
  const deadlineMs = nextDeadlineMs(state);
  if (deadlineMs === null) return [];
  const byMs = deadlineMs - state.nowMs;
  return byMs > 1 ? [byMs - 1, byMs] : [byMs];
}
