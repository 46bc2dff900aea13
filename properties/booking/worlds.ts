import type { BookingCommand, BookingPolicies } from '../../src/alphabets/booking.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { BookingScope } from '../../src/model/booking/state.ts';
import { clientNames, resourceNames } from '../../src/model/booking/state.ts';
import type { BookingWorld } from '../../src/real/booking/booking.ts';
import { booking } from '../../src/subjects/booking/subject.ts';

/** All policies on but these. */
export function without(...off: readonly (keyof BookingPolicies)[]): BookingPolicies {
  return policiesWithout(booking, off) as BookingPolicies;
}

/** Booking's scope of this name. */
export function scopeOf(name: string): BookingScope {
  const scope = booking.scopes[name];
  if (scope === undefined) throw new Error(`booking has no scope '${name}'`);
  return scope;
}

/** Those who are there in a scope, and what they book. */
export function worldOf(scope: BookingScope): BookingWorld {
  return { clients: clientNames(scope), resources: resourceNames(scope), units: scope.units };
}

/**
 * A run in words: `c1 book 2 of r1` and `c1 hold 1 of r1` are reads for the next request, `c1 repeat` for the request in
 * hand; then `c1 decide`, `c1 persist lostAfterCommit`, `c1 cancel`, `expire 1`, `tick 600000`.
 */
export function commandsOf(run: string): BookingCommand[] {
  const lastReads = new Map<string, Extract<BookingCommand, { type: 'read' }>>();
  return run.split(', ').map((words): BookingCommand => {
    const [first = '', verb = '', ...rest] = words.split(' ');
    if (first === 'tick') return { type: 'tick', byMs: Number(verb) };
    if (first === 'expire') return { type: 'expireHold', booking: Number(verb) };
    if (verb !== 'book' && verb !== 'hold' && verb !== 'repeat') return struck({ type: verb, client: first }, rest[0]);
    const { fault: _fault, ...last } = lastReads.get(first) ?? { request: 0 };
    const [units, , resource = ''] = rest;
    const wish = { resource, units: Number(units), isHold: verb === 'hold', request: last.request + 1 };
    const read = struck(
      { type: 'read', client: first, ...(verb === 'repeat' ? last : wish) },
      rest[verb === 'repeat' ? 0 : 3],
    );
    lastReads.set(first, read as Extract<BookingCommand, { type: 'read' }>);
    return read;
  });
}

function struck(command: object, fault: string | undefined): BookingCommand {
  return { ...command, ...(fault !== undefined && { fault }) } as BookingCommand;
}
