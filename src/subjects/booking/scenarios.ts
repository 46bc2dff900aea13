import type { BookingCommand } from '../../alphabets/booking.ts';
import type { NamedRun } from '../../kernel/subject.ts';
import type { BookingScope } from '../../model/booking/state.ts';

const scope: BookingScope = { clients: 2, resources: 1, units: 2, requests: 1, faults: 1 };

/** A call, step by step. */
function call(client: string, isHold: boolean): BookingCommand[] {
  return [
    { type: 'read', client, request: 1, resource: 'r1', units: 1, isHold },
    { type: 'decide', client },
    { type: 'persist', client },
  ];
}

/** Ordinary bookings, without faults. */
export const bookingNamedRuns: readonly NamedRun<BookingCommand, BookingScope>[] = [
  {
    title: 'happy path',
    scope,
    commands: [...call('c1', false), ...call('c2', true), { type: 'confirm', client: 'c2' }],
  },
  { title: 'booked and cancelled', scope, commands: [...call('c1', false), { type: 'cancel', client: 'c1' }] },
  {
    title: 'held until it is over',
    scope,
    commands: [...call('c1', true), { type: 'tick', byMs: 600_000 }, { type: 'expireHold', booking: 1 }],
  },
];
