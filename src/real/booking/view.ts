/** Everything that an outsider could find out about booking. */
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

/** What a client has written down, where no crash reaches it. */
export interface WrittenRequest {
  readonly number: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
  readonly outcome: 'open' | 'held' | 'confirmed' | 'rejected' | 'failed';
  readonly booking: number | null;
}

/** What a call has in memory. */
export interface Call {
  readonly version: number;
  readonly free: number;
  readonly hasProposed: boolean;
}
