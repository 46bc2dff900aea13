import type { BookingOutcome, BookingRequest, Call } from '../../alphabets/booking.ts';
import type { ClientAction, Wish } from './commands.ts';
import type { BookingUseCase } from './use-case.ts';

/** A client's durable record of its request and the outcome. The record survives a crash of the client. */
export interface Notebook {
  request: BookingRequest | null;
}

/** The process of a caller of the use case, step by step. */
export interface BookingClient {
  readonly call: Call | null;
  perform(command: ClientAction): Promise<BookingOutcome>;
}

/** A client that is up. */
export interface RunningClient {
  readonly client: BookingClient;
  hangUp(): Promise<void>;
}

/** Starts a client that notes its request in this notebook. */
export type StartClient = (name: string, notebook: Notebook) => Promise<RunningClient>;

export function startBookingClient(
  name: string,
  notebook: Notebook,
  useCase: BookingUseCase,
  underWay: Call | null = null,
): BookingClient {
  let call = underWay;

  async function read(wish: Wish): Promise<BookingOutcome> {
    if (call !== null) return { type: 'alreadyInCall' };
    const { request } = notebook;
    if (!isNext(request, wish)) return { type: 'notNext' };
    const inHand: BookingRequest =
      request?.number === wish.request ? request : { ...written(wish), outcome: 'failed', booking: null };
    const reply = await useCase.read(wish);
    if (reply.type === 'noSuchResource') return reply;
    notebook.request = inHand;
    if (reply.type === 'read') {
      notebook.request = { ...inHand, outcome: 'open' };
      call = { version: reply.version, free: reply.free, hasProposed: false };
    } else if (reply.type !== 'failed' || inHand.outcome !== 'open') hear(inHand, reply);
    return reply;
  }

  function decide(): BookingOutcome {
    const { request } = notebook;
    if (call === null || request === null) return { type: 'nothingRead' };
    if (call.hasProposed) return { type: 'alreadyDecided' };
    const decision = useCase.decide(call, wishOf(request));
    if (decision.type === 'proposed') call = { ...call, hasProposed: true };
    else {
      call = null;
      hear(request, decision);
    }
    return decision;
  }

  async function persist(): Promise<BookingOutcome> {
    const { request } = notebook;
    if (call === null || request === null || !call.hasProposed) return { type: 'nothingProposed' };
    const { version, free } = call;
    const reply = await useCase.persist({ wish: wishOf(request), on: { version, free } });
    call = null;
    // A lost connection leaves open whether the booking was written.
    if (reply.type !== 'failed' || reply.cause !== 'connectionLost') hear(request, reply);
    return reply;
  }

  async function confirm(): Promise<BookingOutcome> {
    const { request } = notebook;
    if (request === null || request.booking === null || request.outcome !== 'held') return { type: 'nothingHeld' };
    return hearOfBooking(request, await useCase.confirm(request.booking));
  }

  async function cancel(): Promise<BookingOutcome> {
    const { request } = notebook;
    if (request === null || request.booking === null) return { type: 'nothingBooked' };
    return hearOfBooking(request, await useCase.cancel(request.booking));
  }

  function hear(inHand: BookingRequest, { type, ...rest }: BookingOutcome): void {
    if (type === 'rejected' || type === 'failed') notebook.request = { ...inHand, outcome: type };
    else if ((type === 'held' || type === 'confirmed') && 'booking' in rest)
      notebook.request = { ...inHand, outcome: type, booking: rest.booking };
  }

  function hearOfBooking(inHand: BookingRequest, reply: BookingOutcome): BookingOutcome {
    if (reply.type === 'cancelled' || reply.type === 'alreadyReleased') notebook.request = { ...inHand, booking: null };
    else if (reply.type === 'confirmed') notebook.request = { ...inHand, outcome: 'confirmed' };
    return reply;
  }

  function wishOf({ number, resource, units, isHold }: BookingRequest): Wish {
    return { client: name, request: number, resource, units, isHold };
  }

  return {
    get call() {
      return call;
    },
    async perform(command) {
      switch (command.type) {
        case 'read':
          return read(command);
        case 'decide':
          return decide();
        case 'persist':
          return persist();
        case 'confirm':
          return confirm();
        case 'cancel':
          return cancel();
      }
    },
  };
}

/** The present request again, unless it is booked; or the next request, if none is open. */
function isNext(inHand: BookingRequest | null, { request, resource, units, isHold }: Wish): boolean {
  if (inHand?.number !== request) return request === (inHand?.number ?? 0) + 1 && inHand?.outcome !== 'open';
  const isSame = resource === inHand.resource && units === inHand.units && isHold === inHand.isHold;
  return isSame && inHand.outcome !== 'held' && inHand.outcome !== 'confirmed';
}

function written({ request, resource, units, isHold }: Wish): Omit<BookingRequest, 'outcome' | 'booking'> {
  return { number: request, resource, units, isHold };
}
