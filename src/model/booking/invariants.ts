import type {
  Booking,
  BookingCommand,
  BookingOutcome,
  BookingView,
  ClientView,
  Resource,
} from '../../alphabets/booking.ts';
import type { Invariant, StateInvariant } from '../../kernel/invariant.ts';
import { bookingsOf, hasRoom, liveUnitsOf } from './rules.ts';

type BookingInvariant = Invariant<BookingView, BookingCommand, BookingOutcome>;

/** Hold in every state and across every step. */
export const bookingInvariants: readonly BookingInvariant[] = [
  {
    id: 'INV_101',
    says: 'The units that are booked never exceed the capacity.',
    holds: (view) => eachResource(view, (name, { capacity }) => liveUnitsOf(view, name) <= capacity),
  },
  {
    id: 'INV_102',
    says: 'The version of a resource grows by one with every write to the resource, and only then.',
    holdsAcross: (before, _command, _outcome, after) =>
      eachResource(before, (name, was) => {
        const version = after.resources[name]?.version;
        return version === was.version + (isWrittenTo(name, before, after) ? 1 : 0);
      }),
  },
  {
    id: 'INV_103',
    says: 'A booking was decided on the version of the resource that it replaces.',
    holdsAcross: (before, command, _outcome, after) =>
      newBookings(before, after).every(({ resource }) => {
        const call = 'client' in command ? before.clients[command.client]?.call : undefined;
        return call?.version === before.resources[resource]?.version;
      }),
  },
  {
    id: 'INV_104',
    says: 'A request that was rejected, or failed beyond doubt, has no booking.',
    holds: (view) =>
      eachClient(view, (name, { request }) => {
        const isOver = request?.outcome === 'rejected' || request?.outcome === 'failed';
        return !isOver || bookingsOf(view, name, request.number).length === 0;
      }),
  },
  {
    id: 'INV_105',
    says: 'A request has at most one booking, however often it is repeated.',
    holds: (view) => view.bookings.every(({ client, request }) => bookingsOf(view, client, request).length === 1),
  },
  {
    id: 'INV_106',
    says: 'A repeated request is answered with a booking exactly when the request has a booking.',
    holdsAcross: (before, command, outcome) => {
      if (command.type !== 'read') return true;
      const hasBooked = bookingsOf(before, command.client, command.request).length > 0;
      return outcome.type === 'read' ? !hasBooked : !('booking' in outcome) || hasBooked;
    },
  },
  {
    id: 'INV_107',
    says: 'The booked units and the free units add up to the capacity.',
    holds: (view) => eachResource(view, (name, { capacity, free }) => liveUnitsOf(view, name) + free === capacity),
  },
  {
    id: 'INV_108',
    says: 'A call writes at most one booking, has one outcome, and ends with this outcome.',
    violatedWhere: 'a call goes on to write after it was rejected',
    holdsAcross: (before, _command, _outcome, after) =>
      newBookings(before, after).length <= 1 &&
      eachClient(after, (_name, { call, request }) => call === null || request?.outcome === 'open'),
  },
  {
    id: 'INV_109',
    says: 'The same read and the same request give the same decision: room or no room.',
    violatedWhere: 'the decision uses the current free units, not the units read',
    holdsAcross: (before, command, outcome) => {
      const { call, request } = (command.type === 'decide' && before.clients[command.client]) || {};
      if (!call || !request || call.hasProposed) return true;
      return outcome.type === (hasRoom(call, request) ? 'proposed' : 'rejected');
    },
  },
];

/** Hold once recovery has no command left. */
export const settledBookingInvariants: readonly StateInvariant<BookingView>[] = [
  {
    id: 'INV_110',
    says: 'Every request has an outcome that its client knows.',
    holds: (view) => eachClient(view, (_name, { request }) => request?.outcome !== 'open'),
  },
  {
    id: 'INV_111',
    says: 'No hold is for ever: it is confirmed, or its units are free again.',
    holds: (view) => view.bookings.every(({ status }) => status !== 'held'),
  },
];

function eachResource(view: BookingView, holds: (name: string, resource: Resource) => boolean): boolean {
  return Object.entries(view.resources).every(([name, resource]) => holds(name, resource));
}

function eachClient(view: BookingView, holds: (name: string, client: ClientView) => boolean): boolean {
  return Object.entries(view.clients).every(([name, client]) => holds(name, client));
}

function newBookings(before: BookingView, after: BookingView): Booking[] {
  return after.bookings.filter(({ id }) => !before.bookings.some((booking) => booking.id === id));
}

/** A booking came, or units were given back. */
function isWrittenTo(name: string, before: BookingView, after: BookingView): boolean {
  const freeOf = ({ resources }: BookingView): number | undefined => resources[name]?.free;
  return freeOf(before) !== freeOf(after) || newBookings(before, after).some(({ resource }) => resource === name);
}
