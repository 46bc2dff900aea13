import type {
  Booking,
  BookingCommand,
  BookingFault,
  BookingOutcome,
  BookingRequest,
  Call,
  ClientCommand,
  ClientView,
  FailureCause,
  Read,
  Resource,
} from '../../alphabets/booking.ts';
import type { BookingRules } from './rules.ts';
import { bookingsOf, hasRoom, isDue, isLiveBooking, liveUnitsOf } from './rules.ts';
import type { BookingState } from './state.ts';

/** The effect of each command on the world. */
export function bookingStep(rules: BookingRules): (draft: BookingState, command: BookingCommand) => BookingOutcome {
  return (draft, command) => {
    if (command.type === 'tick') return tick(draft, command.byMs);
    if (command.type === 'expireHold') return expireHold(rules, draft, command.booking);
    const client = draft.clients[command.client];
    if (client === undefined) return { type: 'noSuchClient' };
    if (command.type === 'restart') return restart(client);
    if (!client.isUp) return { type: 'clientDown' };
    switch (command.type) {
      case 'crash':
        return crash(client);
      case 'read':
        return read(rules, draft, client, command);
      case 'decide':
        return decide(client);
      case 'persist':
        return persist(rules, draft, client, command);
      default:
        return changeBooking(rules, draft, client, command);
    }
  };
}

function tick(draft: BookingState, byMs: number): BookingOutcome {
  if (byMs <= 0) return { type: 'notForward' };
  draft.nowMs += byMs;
  return { type: 'ticked' };
}

/** The client loses its call and keeps its written request. */
function crash(client: ClientView): BookingOutcome {
  client.isUp = false;
  client.call = null;
  return { type: 'crashed' };
}

function restart(client: ClientView): BookingOutcome {
  if (client.isUp) return { type: 'alreadyUp' };
  client.isUp = true;
  return { type: 'restarted' };
}

/** The cause that the client gets for each fault. Both ways of losing a connection have the same cause. */
const causeOf: Readonly<Record<BookingFault, FailureCause>> = {
  exhausted: 'exhausted',
  timeout: 'timeout',
  lostBeforeCommit: 'connectionLost',
  lostAfterCommit: 'connectionLost',
};

function strike(draft: BookingState, fault: BookingFault): BookingOutcome {
  draft.faults += 1;
  return { type: 'failed', cause: causeOf[fault] };
}

/** The client writes its request down, and the use case reads the resource and the earlier booking of this request. */
function read(rules: BookingRules, draft: BookingState, client: ClientView, command: Read): BookingOutcome {
  if (client.call !== null) return { type: 'alreadyInCall' };
  if (!isNext(client.request, command)) return { type: 'notNext' };
  if (command.fault !== undefined) {
    const request = writeDown(client, command);
    // Whether an earlier call has booked is as open as before.
    if (request.outcome !== 'open') request.outcome = 'failed';
    return strike(draft, command.fault);
  }
  const resource = draft.resources[command.resource];
  if (resource === undefined) return { type: 'noSuchResource' };
  const request = writeDown(client, command);
  const [booked] = rules.idempotencyKey ? bookingsOf(draft, command.client, command.request) : [];
  if (booked !== undefined) return hear(request, { type: request.isHold ? 'held' : 'confirmed', booking: booked.id });
  request.outcome = 'open';
  client.call = { version: resource.version, free: resource.free, hasProposed: false };
  return { type: 'read', version: resource.version, free: resource.free };
}

/** The same request again while it has no booking, or the next request when none is open. */
function isNext(inHand: BookingRequest | null, { request, resource, units, isHold }: Read): boolean {
  if (request !== inHand?.number) return request === (inHand?.number ?? 0) + 1 && inHand?.outcome !== 'open';
  const isSame = resource === inHand.resource && units === inHand.units && isHold === inHand.isHold;
  return isSame && inHand.outcome !== 'held' && inHand.outcome !== 'confirmed';
}

function writeDown(client: ClientView, { request: number, resource, units, isHold }: Read): BookingRequest {
  if (client.request?.number === number) return client.request;
  const request: BookingRequest = { number, resource, units, isHold, outcome: 'failed', booking: null };
  client.request = request;
  return request;
}

/** Pure: depends on the read and the request alone. */
function decide(client: ClientView): BookingOutcome {
  const { call, request } = client;
  if (call === null || request === null) return { type: 'nothingRead' };
  if (call.hasProposed) return { type: 'alreadyDecided' };
  call.hasProposed = hasRoom(call, request);
  if (call.hasProposed) return { type: 'proposed' };
  client.call = null;
  return hear(request, { type: 'rejected', by: 'decision' });
}

/** Writes all or nothing. The call is over in any case. */
function persist(
  rules: BookingRules,
  draft: BookingState,
  client: ClientView,
  { client: name, fault }: ClientCommand,
): BookingOutcome {
  const { call, request } = client;
  if (call === null || request === null || !call.hasProposed) return { type: 'nothingProposed' };
  client.call = null;
  if (fault === 'lostAfterCommit') write(rules, draft, name, request, call);
  if (fault === 'exhausted' || fault === 'timeout') request.outcome = 'failed';
  if (fault !== undefined) return strike(draft, fault);
  const outcome = write(rules, draft, name, request, call);
  if (outcome.type !== 'failed' || rules.surfaceConflicts) return hear(request, outcome);
  return hear(request, startOver(rules, draft, name, request));
}

/** The hidden retry: the use case reads, decides and writes again within the same call, and hides the conflict. */
function startOver(rules: BookingRules, draft: BookingState, client: string, request: BookingRequest): BookingOutcome {
  const { version, free } = resourceOf(draft, request.resource);
  if (!hasRoom({ free }, request)) return { type: 'rejected', by: 'decision' };
  return write(rules, draft, client, request, { version, free });
}

/** One transaction: the resource's new row, computed from the read, and the booking. */
function write(
  rules: BookingRules,
  draft: BookingState,
  client: string,
  { number, resource: name, units, isHold }: BookingRequest,
  { version, free }: Pick<Call, 'version' | 'free'>,
): BookingOutcome {
  const resource = resourceOf(draft, name);
  if (rules.versionCheck && version !== resource.version) return { type: 'failed', cause: 'conflict' };
  if (rules.storeConstraint && liveUnitsOf(draft, name) + units > resource.capacity)
    return { type: 'rejected', by: 'constraint' };
  resource.free = free - units;
  resource.version = version + 1;
  // In a part of the world, the numbers have gaps.
  const id = draft.bookings.reduce((most, booking) => Math.max(most, booking.id), 0) + 1;
  const status = isHold ? 'held' : 'confirmed';
  const expiresAtMs = isHold ? draft.nowMs + rules.holdMs : null;
  draft.bookings.push({ id, resource: name, client, request: number, units, status, expiresAtMs });
  return { type: status, booking: id };
}

/** Notes an answer in the client's request. */
function hear(request: BookingRequest, outcome: BookingOutcome): BookingOutcome {
  if (outcome.type === 'held' || outcome.type === 'confirmed') {
    request.outcome = outcome.type;
    request.booking = outcome.booking;
  } else if (outcome.type === 'rejected' || outcome.type === 'failed') request.outcome = outcome.type;
  else if (outcome.type === 'cancelled' || outcome.type === 'alreadyReleased') request.booking = null;
  return outcome;
}

/** The client confirms or gives back the booking that it believes to have. */
function changeBooking(
  rules: BookingRules,
  draft: BookingState,
  { request }: ClientView,
  { type, fault }: ClientCommand,
): BookingOutcome {
  const booking = draft.bookings.find(({ id }) => id === request?.booking);
  if (request === null || booking === undefined || (type === 'confirm' && request.outcome !== 'held'))
    return { type: type === 'confirm' ? 'nothingHeld' : 'nothingBooked' };
  if (fault !== undefined && fault !== 'lostAfterCommit') return strike(draft, fault);
  const outcome = type === 'confirm' ? confirm(draft, booking) : cancel(rules, draft, booking);
  return fault === undefined ? hear(request, outcome) : strike(draft, fault);
}

/** Turns a hold into a booking for good, in time. A repeat gets the same outcome. */
function confirm(draft: BookingState, booking: Booking): BookingOutcome {
  if (!isLiveBooking(booking)) return { type: 'alreadyReleased' };
  if (isDue(booking, draft.nowMs)) return { type: 'tooLate' };
  booking.status = 'confirmed';
  booking.expiresAtMs = null;
  return { type: 'confirmed', booking: booking.id };
}

function cancel(rules: BookingRules, draft: BookingState, booking: Booking): BookingOutcome {
  if (rules.releaseOnce && !isLiveBooking(booking)) return { type: 'alreadyReleased' };
  release(draft, booking, 'cancelled');
  return { type: 'cancelled' };
}

/** Ends a hold that is over. Only the sweeper calls this. */
function expireHold(rules: BookingRules, draft: BookingState, id: number): BookingOutcome {
  if (!rules.holdExpiry) return { type: 'noExpiry' };
  const booking = draft.bookings.find((candidate) => candidate.id === id);
  if (booking === undefined) return { type: 'noSuchBooking' };
  if (!isDue(booking, draft.nowMs)) return { type: 'notDue' };
  if (rules.releaseOnce && !isLiveBooking(booking)) return { type: 'alreadyReleased' };
  release(draft, booking, 'expired');
  return { type: 'expired' };
}

function release(draft: BookingState, booking: Booking, status: 'cancelled' | 'expired'): void {
  const resource = resourceOf(draft, booking.resource);
  resource.free += booking.units;
  resource.version += 1;
  booking.status = status;
}

function resourceOf(draft: BookingState, name: string): Resource {
  const resource = draft.resources[name];
  if (resource === undefined) throw new Error(`a client requests ${name}, a resource that does not exist`);
  return resource;
}
