/** The state of booking as far as an outsider can observe booking. */
export interface BookingView extends Tables {
  nowMs: number;
  clients: Record<string, { isUp: boolean; request: WrittenRequest | null; call: Call | null }>;
}

export interface Tables {
  resources: Record<string, { capacity: number; free: number; version: number }>;
  bookings: {
    id: number;
    resource: string;
    client: string;
    request: number;
    units: number;
    status: BookingStatus;
    expiresAtMs: number | null;
  }[];
}

export type BookingStatus = 'held' | 'confirmed' | 'cancelled' | 'expired';

/** A client's request in its notebook, which survives crashes. */
export interface WrittenRequest {
  readonly number: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  readonly outcome: 'open' | 'held' | 'confirmed' | 'rejected' | 'failed';
  readonly booking: number | null;
}

/** A client's memory during a call. */
export interface Call {
  readonly version: number;
  readonly free: number;
  readonly hasProposed: boolean;
}
