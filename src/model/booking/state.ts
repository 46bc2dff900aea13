/** The whole world of booking: the store's rows, each client's written request, and the call under way. */
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

/** A resource with a fixed number of units: seats, beds, tickets. */
export interface Resource {
  readonly capacity: number;
  /** The units that the store counts as left. */
  free: number;
  /** Grows with every write to the resource; a decision on an older version is out of date. */
  version: number;
}

/** A hold ends unless the client confirms it in time. The units of `cancelled` and `expired` bookings are free. */
export type BookingStatus = 'held' | 'confirmed' | 'cancelled' | 'expired';

export interface Booking {
  /** Durable, and never given twice. */
  readonly id: number;
  readonly resource: string;
  /** Client and request together are the key of the booking. */
  readonly client: string;
  readonly request: number;
  readonly units: number;
  status: BookingStatus;
  /** The first instant at which the hold is over; `null` for a booking for good. */
  expiresAtMs: number | null;
}

/** A caller of the use case: its written request survives a crash, its call does not. */
export interface Client {
  isUp: boolean;
  /** The request in hand, or the last one; `null` before the first. */
  request: BookingRequest | null;
  call: Call | null;
}

/** A client's request, written down before its first call. */
export interface BookingRequest {
  /** The client's first is 1. */
  readonly number: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  /** `open`: a call is under way, or was cut off, and the client does not know the outcome. */
  outcome: 'open' | 'held' | 'confirmed' | 'rejected' | 'failed';
  /** The booking of this request, as long as the client believes that it has one. */
  booking: number | null;
}

/** A use-case call between its steps: the values that it has read, which may be out of date by now. */
export interface Call {
  readonly version: number;
  readonly free: number;
  hasProposed: boolean;
}

/** All that an outsider could find out: the state without the count of faults. */
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
  /** The number of commands that a fault may strike; plain crashes do not count. */
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
