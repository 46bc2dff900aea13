import type { OpenBookingCommand, BookingFault, BookingOutcome, BookingView } from '../../alphabets/booking.ts';
import { isCut } from '../../kernel/cut.ts';
import type { Narration } from '../../kernel/subject.ts';
import type { BookingScope } from '../../model/booking/state.ts';
import { clientNames } from '../../model/booking/state.ts';
import { wordsOfCut } from '../cut-words.ts';

/** Describes a run of booking to a reader. */
export const bookingNarration: Narration<BookingView, OpenBookingCommand, BookingOutcome, BookingScope> = {
  lanes: (scope) => ['clock', ...clientNames(scope), 'store'],
  laneOf: (command) => {
    if ('client' in command) return command.client;
    return command.type === 'tick' ? 'clock' : 'store';
  },
  format,
  answer,
  changes,
};

function format(command: OpenBookingCommand): string {
  const fault = faultOf(command);
  switch (command.type) {
    case 'read':
      return `read to ${command.isHold ? 'hold' : 'book'} ${command.units} of ${command.resource}${fault}`;
    case 'expireHold':
      return `expireHold b${command.booking}`;
    case 'tick':
      return `+${command.byMs / 1000} s`;
    default:
      return command.type + fault;
  }
}

function faultOf(command: OpenBookingCommand): string {
  if (isCut(command)) return ` ✗ ${wordsOfCut(command)}`;
  return 'fault' in command && command.fault !== undefined ? ` ✗ ${faultWords[command.fault]}` : '';
}

const faultWords: Readonly<Record<BookingFault, string>> = {
  exhausted: 'no connection free',
  timeout: 'times out',
  lostBeforeCommit: 'lost before the commit',
  lostAfterCommit: 'lost after the commit',
};

function answer(outcome: BookingOutcome): string {
  switch (outcome.type) {
    case 'read':
      return `v${outcome.version}, ${outcome.free} free`;
    case 'held':
    case 'confirmed':
      return `${outcome.type.toUpperCase()} b${outcome.booking}`;
    case 'rejected':
      return outcome.by === 'decision' ? 'REJECTED' : 'REJECTED by the database';
    case 'failed':
      return `FAILED: ${words(outcome.cause)}`;
    case 'ticked':
      return '';
    default:
      return words(outcome.type);
  }
}

function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The changes of a step in the store. */
function changes(before: BookingView, after: BookingView): string[] {
  const texts: string[] = [];
  for (const { id, units, resource, status, client } of after.bookings) {
    const was = before.bookings.find((booking) => booking.id === id);
    if (was === undefined) texts.push(`b${id} ${status}: ${units} of ${resource} for ${client}`);
    else if (was.status !== status) texts.push(`b${id} ${status}`);
  }
  for (const [name, { free, version }] of Object.entries(after.resources)) {
    const was = before.resources[name];
    if (was?.free !== free || was.version !== version) texts.push(`${name} v${version}: ${free} free`);
  }
  const isOver = (expiresAtMs: number | null, nowMs: number): boolean => expiresAtMs !== null && expiresAtMs <= nowMs;
  for (const { id, status, expiresAtMs } of before.bookings)
    if (status === 'held' && !isOver(expiresAtMs, before.nowMs) && isOver(expiresAtMs, after.nowMs))
      texts.push(`hold b${id} is over`);
  return texts;
}
