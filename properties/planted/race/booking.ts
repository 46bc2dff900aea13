import type { Scope } from '../../../src/kernel/subject.ts';
import type { PostgresReply } from '../../../src/real/database/postgres.ts';
import { booking } from '../../../src/subjects/booking/subject.ts';
import type { PlantedRace, Send } from './planted-race.ts';
import { noRows, onlyIn } from './rewrites.ts';

/** The status is read by a query of its own, which is not asked again after a wait for the row. */
function bySightOfStatus(text: string): string {
  return text.replace('status IN', '(SELECT status FROM bookings WHERE id = :booking) IN');
}

/** A booking notes that it is being written, and a hold is not confirmed as long as there is a note of its resource. */
function byNotes(text: string): string {
  if (text.includes('UPDATE resources SET free = :free'))
    return `
    WITH noted AS (
      INSERT INTO notes (resource, version)
      SELECT id, version FROM resources
      WHERE id = :resource
        AND version = :version)
    ${text.trim()}`;
  if (text.includes('INSERT INTO bookings'))
    return `
    WITH written AS (
      DELETE FROM notes
      WHERE resource = :resource)
    ${text.trim()}`;
  return text.includes("SET status = 'confirmed'") ? `${text} AND NOT EXISTS (SELECT 1 FROM notes)` : text;
}

async function writtenAfterALook(text: string, send: Send): Promise<PostgresReply> {
  const { rowCount } = await send('SELECT id FROM resources WHERE id = :resource AND version = :version');
  return rowCount === 0 ? noRows : send(text.replace(/AND version = :version(?!:)/, ''));
}

const booked = booking.scopes['small'] as unknown as Scope;

/** Bugs of the booking that show only where commands overlap. */
export const bookingRaces: readonly PlantedRace[] = [
  {
    name: 'a booking is written by the version that was seen before',
    subject: 'booking',
    scope: booked,
    depth: 4,
    shortest: { schedules: 1104, before: 4, steps: 6, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('UPDATE resources SET free = :free', (text) =>
      text.replace(
        /AND version = :version(?!:)/,
        'AND (SELECT version FROM resources WHERE id = :resource) = :version',
      ),
    ),
  },
  {
    name: 'a cancellation trusts the status that it saw before',
    subject: 'booking',
    scope: booked,
    depth: 4,
    shortest: { schedules: 1665, before: 4, steps: 6, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn("SET status = 'cancelled'", bySightOfStatus),
  },
  {
    name: 'the sweeper trusts the status that it saw before',
    subject: 'booking',
    scope: booked,
    depth: 4,
    shortest: { schedules: 1665, before: 4, steps: 6, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn("SET status = 'expired'", bySightOfStatus),
  },
  {
    name: 'units are given back to the count that was seen before',
    subject: 'booking',
    scope: booked,
    depth: 5,
    shortest: { schedules: 2679, before: 5, steps: 6, preemptions: 1, violation: 'notLinearizable' },
    rewrite: onlyIn('SET free = free + bookings.units', (text) =>
      text.replace(
        'free = free +',
        'free = (SELECT seen.free FROM resources AS seen WHERE seen.id = bookings.resource) +',
      ),
    ),
  },
  {
    name: 'the version is asked, and the row written by a second statement',
    subject: 'booking',
    scope: booked,
    depth: 4,
    shortest: { schedules: 1183, before: 4, steps: 8, preemptions: 1, violation: 'notLinearizable' },
    instead: (text, send) =>
      text.includes('UPDATE resources SET free = :free') ? writtenAfterALook(text, send) : null,
  },
  {
    name: 'a booking locks the resource first, and a cancellation the booking',
    subject: 'booking',
    scope: booked,
    depth: 5,
    shortest: { schedules: 2840, before: 5, steps: 7, preemptions: 1, violation: 'notLinearizable' },
    instead: (text, send) =>
      text.includes('INSERT INTO bookings')
        ? send('SELECT id FROM bookings WHERE resource = :resource FOR UPDATE').then(() => send(text))
        : null,
  },
  {
    name: 'a booking compares the free units and not the version',
    whyUnchecked: 'a check finds it: the use case of the race is three commands of a check',
    subject: 'booking',
    scope: booked,
    depth: 0,
    shortest: { schedules: 137, before: 0, steps: 13, preemptions: 1, violation: 'notLinearizable' },
    atOnce: 3,
    useCases: true,
    rewrite: onlyIn('UPDATE resources SET free = :free', (text) =>
      text.replace(/AND version = :version(?!:)/, 'AND free = :free::int'),
    ),
  },
  {
    name: 'a conflict leaves a note that a confirmation waits for',
    subject: 'booking',
    scope: booked,
    depth: 4,
    shortest: { schedules: 1134, before: 4, steps: 5, preemptions: 1, violation: 'recovery' },
    tables: 'CREATE TABLE notes (resource TEXT NOT NULL, version INTEGER NOT NULL);',
    rewrite: byNotes,
  },
];
