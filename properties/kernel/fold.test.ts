import { expect, test } from 'vitest';
import { foldTime, fingerprintByName, readInstant, writeInstant } from '../../src/kernel/instants.ts';
import type { Instant } from '../../src/kernel/model.ts';

interface Clocked {
  nowMs: number;
  readonly leases: { untilMs: number }[];
}

/** A clock, and deadlines with a grace. */
const timed = (graceMs?: number) => ({
  instants: (state: Clocked) => ({
    clock: [state, 'nowMs'] as Instant,
    deadlines: state.leases.map((lease): Instant => [lease, 'untilMs']),
    ...(graceMs !== undefined && { graceMs }),
  }),
});

function folded(nowMs: number, untilMs: readonly number[], graceMs?: number): Clocked {
  const state = { nowMs, leases: untilMs.map((ms) => ({ untilMs: ms })) };
  foldTime(timed(graceMs), state);
  return state;
}

test('a folded clock reads zero, and deadlines the time that is left', () => {
  expect(folded(100, [130, 100, 250])).toEqual({
    nowMs: 0,
    leases: [{ untilMs: 30 }, { untilMs: 0 }, { untilMs: 150 }],
  });
});

test('a deadline that has passed reads as far back as its grace, and no further', () => {
  // Where there is no grace, the zero may have a sign: it is the same number, and has the same fingerprint.
  expect(folded(100, [99, 40]).leases.every(({ untilMs }) => untilMs === 0)).toBe(true);
  expect(fingerprintByName({}, folded(100, [99]))).toEqual(fingerprintByName({}, folded(100, [100])));
  expect(folded(100, [99, 80, 79, 40], 20).leases.map(({ untilMs }) => untilMs)).toEqual([-1, -20, -20, -20]);
});

test('a model without instants has no time to fold', () => {
  const state = { nowMs: 5 };
  foldTime({}, state);
  expect(state).toEqual({ nowMs: 5 });
  expect(fingerprintByName({}, { nowMs: 5 })).toEqual(fingerprintByName({}, state));
  expect(fingerprintByName({}, { nowMs: 6 })).not.toEqual(fingerprintByName({}, state));
});

test('a fingerprint by name is that of the folded state, and does not change the state', () => {
  const state = { nowMs: 100, leases: [{ untilMs: 130 }, { untilMs: 40 }] };
  const fingerprint = fingerprintByName(timed(20), state);
  expect(fingerprint).toEqual(fingerprintByName({}, folded(100, [130, 40], 20)));
  expect(state).toEqual({ nowMs: 100, leases: [{ untilMs: 130 }, { untilMs: 40 }] });
  expect(fingerprintByName(timed(20), Object.freeze(structuredClone(state)))).toEqual(fingerprint);
});

test('an instant that is missing reads zero, and is written where it belongs', () => {
  const record: Record<string, number> = {};
  expect(readInstant([record, 'untilMs'])).toBe(0);
  writeInstant([record, 'untilMs'], 7);
  expect(record).toEqual({ untilMs: 7 });
  expect(readInstant([record, 'untilMs'])).toBe(7);
});

test('a state with a frozen part has the same fingerprint by name', () => {
  const shared = Object.freeze({ untilMs: 130 });
  const whole = fingerprintByName(timed(), { nowMs: 100, leases: [{ untilMs: 130 }] });
  expect(fingerprintByName(timed(), { nowMs: 100, leases: [shared] })).toEqual(whole);
});
