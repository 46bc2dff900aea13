import type { Subject } from '../../kernel/subject.ts';
import type { BookingCommand, BookingOutcome } from '../../model/booking/commands.ts';
import type { BookingPolicies } from '../../model/booking/policies.ts';
import type { BookingScope, BookingState, BookingView } from '../../model/booking/state.ts';

/** The booking as a subject. */
export type BookingSubject = Subject<
  BookingState,
  BookingCommand,
  BookingOutcome,
  BookingView,
  BookingPolicies,
  BookingScope
>;
