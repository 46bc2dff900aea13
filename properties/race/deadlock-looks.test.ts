import { expect, test, vi } from 'vitest';
import { createLooks } from '../../src/real/wire/postgres/deadlock-looks.ts';
import type { StagedConnection } from '../../src/real/wire/postgres/staged-connection.ts';

const [one, other] = ['a', 'b'].map((actor) => ({ actor }) as StagedConnection) as [StagedConnection, StagedConnection];

test('a session has looked for a deadlock once it has reported the wait that it is in', () => {
  const looks = createLooks();
  expect(looks.haveCome(one, '10:00')).toBe(false);
  looks.report(one);
  expect([looks.haveCome(one, '10:00'), looks.haveCome(other, '10:00')]).toEqual([true, false]);
  // It was woken, and waits for another lock.
  expect(looks.haveCome(one, '10:01')).toBe(false);
  looks.report(one);
  expect([looks.haveCome(one, '10:01'), looks.haveCome(one, '10:01')]).toEqual([true, true]);
});

test('the reports of a statement say nothing of the next one', () => {
  const looks = createLooks();
  looks.report(one);
  looks.forget(one);
  expect(looks.haveCome(one, '10:00')).toBe(false);
});

test('a report does not count for a wait whose begin the server does not know yet', () => {
  const looks = createLooks();
  looks.report(one);
  expect([looks.haveCome(one, null), looks.haveCome(one, '10:00')]).toEqual([false, true]);
});

test('a session that reports no wait counts as waiting after some time', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const looks = createLooks();
    expect(looks.haveCome(one, '10:00')).toBe(false);
    vi.advanceTimersByTime(1000);
    expect([looks.haveCome(one, '10:00'), looks.haveCome(one, '10:01')]).toEqual([true, false]);
  } finally {
    vi.useRealTimers();
  }
});
