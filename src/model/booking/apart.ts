import type { BookingCommand, BookingOutcome, BookingView } from '../../alphabets/booking.ts';
import type { Apart } from '../../kernel/model.ts';
import { isOfMemory } from './claims.ts';
import type { BookingState } from './state.ts';

/**
 * Of a history that begins in this state, and of a system that numbers the bookings itself: the resources are keys, beside the
 * memory of each client. Where a command names no resource, it is the one of the client's request in hand, at the beginning or
 * by a `read` of the history. The clock touches all.
 */
export function bookingApart(begin: BookingState): Apart<BookingState, BookingCommand, BookingOutcome, BookingView> {
  const resourceOfBooking = new Map(begin.bookings.map(({ id, resource }) => [id, resource]));
  return {
    keys(command, outcome) {
      if (command.type === 'tick') return outcome?.type === 'notForward' ? [] : null;
      if (command.type === 'expireHold') {
        const resource = resourceOfBooking.get(command.booking);
        if (outcome?.type === 'noExpiry') return [];
        // A booking of this history: its number does not say of which resource.
        return resource === undefined ? null : [keyOf(resource)];
      }
      const memory = `client ${command.client}`;
      if (isOfMemory(command, outcome)) return [memory];
      const inHand = begin.clients[command.client]?.request ?? null;
      const keys = [memory];
      if (command.type === 'read') keys.push(keyOf(command.resource));
      // A client that still has the number of a booking is in one part with it: new numbers are above the known ones.
      if (inHand !== null && (command.type !== 'read' || inHand.booking !== null)) keys.push(keyOf(inHand.resource));
      return keys;
    },
    partOf: partOfBooking,
    partOfView: partOfBooking,
  };
}

function keyOf(resource: string): string {
  return `resource ${resource}`;
}

function partOfBooking<Shown extends BookingView>(shown: Shown, isKept: (key: string) => boolean): Shown {
  const { resources, bookings, clients } = shown;
  return {
    ...shown,
    resources: Object.fromEntries(Object.entries(resources).filter(([name]) => isKept(keyOf(name)))),
    bookings: bookings.filter(({ resource }) => isKept(keyOf(resource))),
    clients: Object.fromEntries(Object.entries(clients).filter(([name]) => isKept(`client ${name}`))),
  };
}
