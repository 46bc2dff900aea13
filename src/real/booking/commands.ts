/** The commands and outcomes of booking, declared independently of the model. */

export type BookingPolicies = {
  readonly versionCheck: boolean;
  readonly surfaceConflicts: boolean;
  readonly idempotencyKey: boolean;
  readonly releaseOnce: boolean;
  readonly storeConstraint: boolean;
  readonly holdExpiry: boolean;
};

export type Fault = 'exhausted' | 'timeout' | 'lostBeforeCommit' | 'lostAfterCommit';

/** A request of a client. The client's name and the number of the request are the key. */
export interface Wish {
  readonly client: string;
  readonly request: number;
  readonly resource: string;
  readonly units: number;
  readonly isHold: boolean;
}

export type ClientCommand =
  | (Wish & { readonly type: 'read'; readonly fault?: Fault })
  | { readonly type: 'decide' | 'persist' | 'confirm' | 'cancel'; readonly client: string; readonly fault?: Fault };

export type Command =
  | ClientCommand
  | { readonly type: 'crash'; readonly client: string }
  | { readonly type: 'restart'; readonly client: string }
  | { readonly type: 'expireHold'; readonly booking: number }
  | { readonly type: 'tick'; readonly byMs: number };

/** A failure of the infrastructure during a call. */
export type Trouble = 'exhausted' | 'timeout' | 'connectionLost';

export type Rejected = { readonly type: 'rejected'; readonly by: 'decision' | 'constraint' };
export type Failed = { readonly type: 'failed'; readonly cause: 'conflict' | Trouble };
export type Booked = { readonly type: 'held' | 'confirmed'; readonly booking: number };

/** The outcome of a command on a booking that has ended. */
export type Released = { readonly type: 'alreadyReleased' };

export type Outcome =
  | { readonly type: 'read'; readonly version: number; readonly free: number }
  | { readonly type: 'proposed' }
  | Booked
  | Rejected
  | Failed
  | Released
  | { readonly type: 'cancelled' | 'expired' | 'tooLate' | 'notDue' | 'noExpiry' }
  | { readonly type: 'alreadyInCall' | 'notNext' | 'nothingRead' | 'alreadyDecided' | 'nothingProposed' }
  | { readonly type: 'nothingHeld' | 'nothingBooked' | 'noSuchBooking' | 'noSuchResource' | 'noSuchClient' }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'clientDown' }
  | { readonly type: 'ticked' | 'notForward' };
