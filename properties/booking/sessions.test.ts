import { expect, test } from 'vitest';
import type { BookingCommand, BookingPolicies } from '../../src/alphabets/booking.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { openBooking } from '../../src/subjects/booking/systems.ts';
import { scopeOf } from './worlds.ts';

test('a fault strikes its own client alone', async () => {
  const system = await openBooking['postgres']?.(allPolicies(booking) as BookingPolicies, scopeOf('medium'));
  if (system === undefined) throw new Error('booking has no postgres');
  const read = { type: 'read', request: 1, resource: 'r1', units: 1, isHold: false } as const;
  const reads: BookingCommand[] = [
    { ...read, client: 'c2' },
    { ...read, client: 'c1', fault: 'timeout' },
  ];
  // Both clients have their connections by then.
  for (const command of reads) await system.perform({ ...command, fault: 'timeout' } as BookingCommand);
  const [other, struck] = await Promise.all(reads.map((command) => system.perform(command)));
  expect(struck).toEqual({ type: 'failed', cause: 'timeout' });
  expect(other?.type).toBe('read');
  await system.close();
});
