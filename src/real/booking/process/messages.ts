import type { BookingOutcome, BookingPolicies, BookingRequest, Call } from '../../../alphabets/booking.ts';
import type { ClientAction } from '../commands.ts';

/** The argument of a client process at its start: the client’s name, and the path of the database. */
export interface ClientBirth {
  readonly name: string;
  readonly path: string;
  readonly policies: BookingPolicies;
}

/** A message to a client process, a line of JSON. The process has no clock and no notebook of its own. */
export interface MessageToClient {
  readonly nowMs: number;
  /** What stands in the notebook. */
  readonly request: BookingRequest | null;
  readonly command: ClientAction;
}

/** Messages of a client process, a line of JSON each. */
export type MessageFromClient =
  | { readonly type: 'up' }
  /** `request` is to be noted. */
  | {
      readonly type: 'performed';
      readonly outcome: BookingOutcome;
      readonly request: BookingRequest | null;
      readonly call: Call | null;
    }
  /** `isOfMachine`: the cause is the environment, not the client. */
  | { readonly type: 'threw'; readonly message: string; readonly isOfMachine: boolean };
