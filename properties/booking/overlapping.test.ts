import { describe, expect, test } from 'vitest';
import type { BookingCommand, BookingOutcome, BookingPolicies, Read } from '../../src/alphabets/booking.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { holdsAfter } from '../../src/kernel/invariant.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { linearize } from '../../src/linearize/linearize.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { hiddenRetryConflicts, holdByEarlierClock } from '../../src/model/booking/overlapping.ts';
import { usualBookingTerms } from '../../src/model/booking/rules.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { chanceFrom } from '../linearize/histories.ts';
import { timed } from '../linearize/timed.ts';

const scope = { clients: 3, resources: 2, units: 2, requests: 1, faults: 0 };
const policies = allPolicies(booking) as BookingPolicies;
const model = bookingModel(policies, scope);

const read = (client: string, resource: string, isHold = true): Read => ({
  type: 'read',
  client,
  request: 1,
  resource,
  units: 1,
  isHold,
});
const step = (type: 'decide' | 'persist' | 'confirm', client: string): BookingCommand => ({ type, client });
const { holdMs } = usualBookingTerms;
const tick: BookingCommand = { type: 'tick', byMs: holdMs };

/** The ends of the last hold that are right only while another operation overlaps. */
function earlierEndsMs(commands: readonly BookingCommand[], command: BookingCommand): unknown[] {
  let state = model.initial;
  for (const one of commands) state = stepOnCopy(model, state, one).state;
  const endings = model.whileOverlapping?.(state, command) ?? [];
  for (const ending of endings) expect(ending.state.nowMs).toBe(state.nowMs);
  return endings.map((ending) => ending.state.bookings.at(-1)?.expiresAtMs);
}

describe('while another operation overlaps, the end of a hold', () => {
  const held = [read('c1', 'r1'), step('decide', 'c1'), step('persist', 'c1')];

  test('is reckoned from an instant at which the clock stood before', () => {
    const asked = [...held, read('c2', 'r2'), step('decide', 'c2')];
    expect(earlierEndsMs([...asked, tick], step('persist', 'c2'))).toEqual([holdMs, 2 * holdMs - 1]);
    expect(earlierEndsMs(asked, step('persist', 'c2'))).toEqual([]);
  });

  test('is the usual one for a booking for good, and for a persist that conflicts', () => {
    expect(earlierEndsMs([read('c2', 'r2', false), step('decide', 'c2'), tick], step('persist', 'c2'))).toEqual([]);
    const stale = [read('c2', 'r1'), step('decide', 'c2'), ...held, tick];
    expect(earlierEndsMs(stale, step('persist', 'c2'))).toEqual([]);
    expect(earlierEndsMs([tick], step('persist', 'c2'))).toEqual([]);
  });
});

test.each(Object.keys(booking.scopes))('no ending beside another operation violates an invariant of %s', (name) => {
  const world = bookingModel(policies, booking.scopes[name] ?? scope);
  let endings = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const chance = chanceFrom(seed);
    let before = world.initial;
    for (let taken = 0; taken < 16; taken += 1) {
      const enabled = world.commands(before);
      for (const command of enabled) {
        for (const { state, outcome } of world.whileOverlapping?.(before, command) ?? []) {
          endings += 1;
          const across = { before: world.view(before), command, outcome, after: world.view(state) };
          for (const invariant of world.invariants) expect(holdsAfter(invariant, across), invariant.id).toBe(true);
        }
      }
      const command = enabled[chance(enabled.length)];
      if (command !== undefined) before = stepOnCopy(world, before, command).state;
    }
  }
  expect(endings).toBeGreaterThan(10);
});

describe('a history of booking in which a hold ends early', () => {
  const none: BookingOutcome = { type: 'read', version: 0, free: 2 };
  const historyWith = ([calledAt, returnedAt]: readonly [number, number]): readonly Operation<
    BookingCommand,
    BookingOutcome
  >[] => [
    timed('c2', [1, 2], read('c2', 'r2'), none),
    timed('c2', [3, 4], step('decide', 'c2'), { type: 'proposed' }),
    timed('c2', [5, 6], step('persist', 'c2'), { type: 'held', booking: 1 }),
    timed('c1', [7, 8], read('c1', 'r1'), none),
    timed('c1', [9, 10], step('decide', 'c1'), { type: 'proposed' }),
    timed(null, [12, 12], tick, { type: 'ticked' }),
    timed('s', [13, 14], { type: 'expireHold', booking: 1 }, { type: 'expired' }),
    // Reads the resource as it was, after the hold of the other resource is over.
    timed('c3', [15, 16], read('c3', 'r1'), none),
    timed('c1', [calledAt, returnedAt], step('persist', 'c1'), { type: 'held', booking: 2 }),
    timed('c1', [31, 32], step('confirm', 'c1'), { type: 'tooLate' }),
  ];

  test('is right where the persist overlaps the tick', async () => {
    expect(await linearize(model, historyWith([11, 20]))).toMatchObject({
      verdict: 'linearizable',
      overlapsNeeded: [{ operation: 8, because: holdByEarlierClock }],
    });
  });

  test('is wrong where the persist overlaps no other operation', async () => {
    expect(await linearize(model, historyWith([21, 22]))).toMatchObject({ verdict: 'illegal' });
  });
});

describe('a history in which a hidden retry meets a conflict as well', () => {
  const hiding = bookingModel({ ...policies, surfaceConflicts: false }, { ...scope, resources: 1 });
  const seen = (version: number, free: number): BookingOutcome => ({ type: 'read', version, free });
  const proposed: BookingOutcome = { type: 'proposed' };
  const conflict: BookingOutcome = { type: 'failed', cause: 'conflict' };
  const historyWith = (returnedAt: number): readonly Operation<BookingCommand, BookingOutcome>[] => [
    timed('c1', [1, 2], read('c1', 'r1'), seen(0, 2)),
    timed('c2', [3, 4], read('c2', 'r1'), seen(0, 2)),
    timed('c1', [5, 6], step('decide', 'c1'), proposed),
    timed('c2', [7, 8], step('decide', 'c2'), proposed),
    timed('c2', [9, returnedAt], step('persist', 'c2'), conflict),
    timed('c1', [11, 12], step('persist', 'c1'), { type: 'held', booking: 1 }),
  ];

  test('is right while the other write overlaps', async () => {
    expect(await linearize(hiding, historyWith(13))).toMatchObject({
      verdict: 'linearizable',
      overlapsNeeded: [{ operation: 4, because: hiddenRetryConflicts }],
    });
  });

  test('is no ending of a call without a conflict', () => {
    const commands = [read('c1', 'r1', false), step('decide', 'c1')];
    const state = commands.reduce((before, command) => stepOnCopy(hiding, before, command).state, hiding.initial);
    expect(hiding.whileOverlapping?.(state, step('persist', 'c1'))).toEqual([]);
  });

  test('is wrong where no other write overlaps', async () => {
    expect(await linearize(hiding, historyWith(10))).toMatchObject({ verdict: 'illegal' });
    const alone = historyWith(13).filter((_, at) => at !== 5);
    expect(await linearize(hiding, alone)).toMatchObject({ verdict: 'illegal' });
  });
});
