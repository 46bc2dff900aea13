import type { BookingOutcome, OpenBookingCommand, Read } from '../../alphabets/booking.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { OverlappingEnding } from '../../kernel/model.ts';
import type { UseCases } from '../../kernel/use-case.ts';
import type { BookingState } from '../../model/booking/state.ts';

/** Why a booking may fail although there is room, while another operation overlaps. */
const conflicts = 'a booking conflicts with what was written since it read';

/** Why the database may refuse a booking, and not the decision, while another operation overlaps. */
const isRefusedLate = 'the database refuses a booking whose decision is out of date';

/** What a caller of booking calls: to read, to decide and to write. */
export const bookingUseCases: UseCases<BookingState, OpenBookingCommand, BookingOutcome> = {
  book: {
    begin: (first) => (first.type === 'read' && isWhole(first) ? book(first) : null),
    whileOverlapping(model, state, first) {
      const { state: after, outcome } = stepOnCopy(model, state, first);
      const client = 'client' in first ? after.clients[first.client] : undefined;
      if (outcome.type !== 'read' || client === undefined || client.request === null || !('client' in first)) return [];
      const { request } = client;
      const ended = (by: 'failed' | 'rejected'): BookingState => ({
        ...after,
        clients: { ...after.clients, [first.client]: { ...client, call: null, request: { ...request, outcome: by } } },
      });
      const endings: readonly OverlappingEnding<BookingState, BookingOutcome>[] = [
        { state: ended('failed'), outcome: { type: 'failed', cause: 'conflict' }, because: conflicts },
        { state: ended('rejected'), outcome: { type: 'rejected', by: 'constraint' }, because: isRefusedLate },
      ];
      return endings;
    },
  },
};

function* book(read: Read): Generator<OpenBookingCommand, BookingOutcome, BookingOutcome> {
  const { client } = read;
  const found = yield read;
  if (found.type !== 'read') return found;
  const decided = yield { type: 'decide', client };
  return decided.type === 'proposed' ? yield { type: 'persist', client } : decided;
}

/** Whether nothing strikes the command. */
function isWhole(read: OpenBookingCommand & { readonly type: 'read' }): read is Read {
  return !('fault' in read);
}
