import type { BookingCommand, BookingFault, BookingTerms, ClientView, Read } from '../../alphabets/booking.ts';
import { ticksAround } from '../../kernel/ticks-around.ts';
import { isDue, isLiveBooking, nextHoldEndMs } from './rules.ts';
import type { BookingScope, BookingState } from './state.ts';
import { clientNames, resourceNames } from './state.ts';

/** Every command that an actor could try in this state. */
export function enabledBookingCommands(
  scope: BookingScope,
  terms: BookingTerms,
): (state: BookingState, asked?: (actor: string | null) => boolean) => BookingCommand[] {
  const clients = clientNames(scope);
  const resources = resourceNames(scope);
  return (state, asked = () => true) => {
    const enabled: BookingCommand[] = [];
    for (const name of clients) {
      const client = state.clients[name];
      if (client !== undefined && asked(name)) enableForClient(enabled, { scope, resources }, state, name, client);
    }
    // The sweeper works from a list: holds that others have ended are still on the list, its own ended holds are not.
    // With `boundaries` it also asks too early.
    for (const booking of state.bookings)
      if (booking.status !== 'expired' && (isDue(booking, state.nowMs) || (scope.boundaries ?? 0) > 0))
        enabled.push({ type: 'expireHold', booking: booking.id });
    for (const byMs of instantsThatMatter(terms, scope, state)) enabled.push({ type: 'tick', byMs });
    return enabled;
  };
}

interface World {
  readonly scope: BookingScope;
  readonly resources: readonly string[];
}

function enableForClient(
  enabled: BookingCommand[],
  world: World,
  state: BookingState,
  name: string,
  client: ClientView,
): void {
  if (!client.isUp) {
    enabled.push({ type: 'restart', client: name });
    return;
  }
  const mayFail = state.faults < world.scope.faults;
  const step = nextStep(client);
  if (step !== null) {
    enabled.push({ type: 'crash', client: name }, { type: step, client: name });
    if (step === 'persist' && mayFail)
      for (const fault of faultsOfPersist(state, client)) enabled.push({ type: step, client: name, fault });
    return;
  }
  for (const read of nextReads(world, name, client)) {
    enabled.push(read);
    if (mayFail) enabled.push({ ...read, fault: 'exhausted' });
  }
  for (const type of nextOfBooking(client)) {
    enabled.push({ type, client: name });
    if (mayFail && wouldChange(state, client, type)) enabled.push({ type, client: name, fault: 'lostAfterCommit' });
  }
}

/** The next step of a call that is under way. */
export function nextStep({ call }: ClientView): 'decide' | 'persist' | null {
  if (call === null) return null;
  return call.hasProposed ? 'persist' : 'decide';
}

/** A repeat of the request in hand, unless a booking came of the request; and the next request, once none is open. */
function nextReads({ scope, resources }: World, client: string, { request }: ClientView): Read[] {
  const reads: Read[] = [];
  if (request !== null && request.outcome !== 'held' && request.outcome !== 'confirmed')
    reads.push(repeatOf(client, request));
  const next = (request?.number ?? 0) + 1;
  if (request?.outcome === 'open' || next > scope.requests) return reads;
  for (const resource of resources)
    for (let units = 1; units <= scope.units; units += 1)
      for (const isHold of [false, true]) reads.push({ type: 'read', client, request: next, resource, units, isHold });
  return reads;
}

export function repeatOf(
  client: string,
  { number, resource, units, isHold }: NonNullable<ClientView['request']>,
): Read {
  return { type: 'read', client, request: number, resource, units, isHold };
}

function nextOfBooking({ request }: ClientView): ('confirm' | 'cancel')[] {
  if (request === null || request.booking === null) return [];
  return request.outcome === 'held' ? ['confirm', 'cancel'] : ['cancel'];
}

/** `lostAfterCommit` differs from `lostBeforeCommit` only where the transaction would write. */
function faultsOfPersist(state: BookingState, { call, request }: ClientView): BookingFault[] {
  const version = request === null ? undefined : state.resources[request.resource]?.version;
  return call?.version === version
    ? ['timeout', 'lostBeforeCommit', 'lostAfterCommit']
    : ['timeout', 'lostBeforeCommit'];
}

function wouldChange(state: BookingState, { request }: ClientView, type: 'confirm' | 'cancel'): boolean {
  const booking = state.bookings.find(({ id }) => id === request?.booking);
  if (booking === undefined) return false;
  return type === 'cancel' ? isLiveBooking(booking) : booking.status === 'held' && !isDue(booking, state.nowMs);
}

/**
 * Clock steps after which other commands are possible: to the next deadline, and to the last instant at which it has surely not
 * passed.
 */
function instantsThatMatter(
  { toleranceMs }: BookingTerms,
  { boundaries = 0 }: BookingScope,
  state: BookingState,
): number[] {
  const deadlineMs = nextHoldEndMs(state);
  return deadlineMs === null ? [] : ticksAround(deadlineMs - state.nowMs, toleranceMs, boundaries);
}
