import { expect, test } from 'vitest';
import type { BookingCommand, BookingOutcome } from '../../src/alphabets/booking.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { StrikeKind } from '../../src/kernel/model.ts';
import { isOutcomeUnknown } from '../../src/kernel/subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { struckBookingCommand } from '../../src/subjects/booking/struck.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { scopeOf, without } from './worlds.ts';

const model = bookingModel(without(), scopeOf('medium'));
const read: BookingCommand = { type: 'read', client: 'c1', request: 1, resource: 'r1', units: 1, isHold: true };
const begun: readonly BookingCommand[] = [read, { type: 'decide', client: 'c1' }];
const held: readonly BookingCommand[] = [...begun, { type: 'persist', client: 'c1' }];

/** What the store has of the booking, whether the client is up, and what it knows, after each way in which a command may have ended. */
function endsOf(before: readonly BookingCommand[], fault: StrikeKind, command: BookingCommand): unknown[] {
  return struckBookingCommand(fault, command).map((commands) => {
    let state = model.initial;
    for (const one of [...before, ...commands]) state = stepOnCopy(model, state, one).state;
    const { isUp = false, request = null, call = null } = state.clients['c1'] ?? {};
    return [state.bookings[0]?.status ?? null, isUp, request?.outcome ?? null, call !== null];
  });
}

test.each<[BookingCommand['type'], StrikeKind, readonly BookingCommand[], BookingCommand, unknown[]]>([
  ['read', 'cut', [], read, [[null, true, 'failed', false]]],
  ['read', 'kill', [], read, [[null, false, null, false]]],
  ['decide', 'kill', [read], { type: 'decide', client: 'c1' }, [[null, false, 'open', false]]],
  [
    'persist',
    'cut',
    begun,
    { type: 'persist', client: 'c1' },
    [
      [null, true, 'open', false],
      ['held', true, 'open', false],
    ],
  ],
  [
    'persist',
    'kill',
    begun,
    { type: 'persist', client: 'c1' },
    [
      [null, false, 'open', false],
      ['held', false, 'open', false],
    ],
  ],
  [
    'confirm',
    'cut',
    held,
    { type: 'confirm', client: 'c1' },
    [
      ['held', true, 'held', false],
      ['confirmed', true, 'held', false],
    ],
  ],
  [
    'cancel',
    'kill',
    held,
    { type: 'cancel', client: 'c1' },
    [
      ['held', false, 'held', false],
      ['cancelled', false, 'held', false],
    ],
  ],
])('a %s that a %s struck was rolled back, or written without an answer', (_type, fault, before, command, ends) => {
  expect(endsOf(before, fault, command)).toEqual(ends);
});

test('a lost connection and a killed process leave open what came of a command', () => {
  const subject: object = booking;
  const isUnknown = (command: BookingCommand, outcome: BookingOutcome): boolean =>
    isOutcomeUnknown(subject as AnySubject, command, outcome);
  const persist: BookingCommand = { type: 'persist', client: 'c1' };
  expect(isUnknown(persist, { type: 'failed', cause: 'connectionLost' })).toBe(true);
  expect(isUnknown(persist, { type: 'crashed' })).toBe(true);
  expect(isUnknown(persist, { type: 'failed', cause: 'conflict' })).toBe(false);
  expect(isUnknown({ type: 'crash', client: 'c1' }, { type: 'crashed' })).toBe(false);
});
