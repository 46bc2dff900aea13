/** The whole world of booking: what the store keeps, what each client has written down, what its call has in mind. */
export interface BookingState {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** By name. */
  resources: Record<string, Resource>;
  /** Every booking that was ever made, in order. None is deleted. */
  bookings: Booking[];
  clients: Record<string, Client>;
  /** How many faults have struck. Bounded by the scope; not part of booking. */
  faults: number;
}

/** Something with so many units, and no more: seats, beds, tickets. */
export interface Resource {
  readonly capacity: number;
  /** What the store believes to be left. */
  free: number;
  /** Grows with every write to the resource; who decided on an older one has decided on the past. */
  version: number;
}

/** A hold is a booking that ends by itself where nobody confirms it. The other two have ended, and their units are free. */
export type BookingStatus = 'held' | 'confirmed' | 'cancelled' | 'expired';

export interface Booking {
  /** Durable, and never given twice. */
  readonly id: number;
  readonly resource: string;
  /** Client and request together are the key under which it was asked for. */
  readonly client: string;
  readonly request: number;
  readonly units: number;
  status: BookingStatus;
  /** The first instant at which a hold is over; `null` for what was booked for good. */
  expiresAtMs: number | null;
}

/** Somebody who calls the use case: what it has written down survives a crash, the call does not. */
export interface Client {
  isUp: boolean;
  /** The request in hand, or the last one; `null` before the first. */
  request: BookingRequest | null;
  call: Call | null;
}

/** What a client wants, written down before it first calls. */
export interface BookingRequest {
  /** The client's first is 1. */
  readonly number: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  /** `open`: a call is under way, or was cut off, and nobody has heard what came of it. */
  outcome: 'open' | 'held' | 'confirmed' | 'rejected' | 'failed';
  /** The booking that came of it, as long as the client believes that it has one. */
  booking: number | null;
}

/** A use-case call between its steps: what it has read, which others may have overtaken. */
export interface Call {
  readonly version: number;
  readonly free: number;
  hasProposed: boolean;
}

/** What an outsider could find out: everything but the count of faults. */
export type BookingView = Omit<BookingState, 'faults'>;

export function viewOf({ nowMs, resources, bookings, clients }: BookingState): BookingView {
  return { nowMs, resources, bookings, clients };
}

/** How big the world is. */
export type BookingScope = {
  readonly clients: number;
  readonly resources: number;
  /** The capacity of each resource. */
  readonly units: number;
  /** How many requests each client makes, repeats not counted. */
  readonly requests: number;
  /** How many commands may be struck by a fault; plain crashes do not count. */
  readonly faults: number;
};

export function initialState(scope: BookingScope): BookingState {
  const resources = resourceNames(scope).map((name): [string, Resource] => [
    name,
    { capacity: scope.units, free: scope.units, version: 0 },
  ]);
  const clients = clientNames(scope).map((name): [string, Client] => [name, { isUp: true, request: null, call: null }]);
  return {
    nowMs: 0,
    resources: Object.fromEntries(resources),
    bookings: [],
    clients: Object.fromEntries(clients),
    faults: 0,
  };
}

export function clientNames(scope: Pick<BookingScope, 'clients'>): string[] {
  return Array.from({ length: scope.clients }, (_, index) => `c${index + 1}`);
}

export function resourceNames(scope: Pick<BookingScope, 'resources'>): string[] {
  return Array.from({ length: scope.resources }, (_, index) => `r${index + 1}`);
}
