import type { AnySubject } from '../../src/kernel/subject.ts';
import { plantedRaces } from '../planted/race/bugs.ts';
import { subjectWith } from '../planted/race/planted-race.ts';

/** The subject with this bug, whose smallest scope is the one that the bug needs. */
function withBug(name: string): AnySubject {
  const bug = plantedRaces.find((one) => one.name === name);
  if (bug === undefined) throw new Error(`no bug is planted by the name ${name}`);
  const subject = subjectWith(bug);
  return { ...subject, scopes: { ...subject.scopes, small: bug.scope } };
}

/** Two leases at once of one job are both granted. */
export const queue: AnySubject = withBug('a lease looks for a free job without a lock');

/** Two bookings at once with a cancellation after one of them show that versions are not compared. */
export const booking: AnySubject = withBug('a booking compares the free units and not the version');
