import { expect, test } from 'vitest';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { onStage } from './engine.ts';

/** Booking has no three actors at once from a state that is nearer. */
const subjects = [
  ['queue', queue as unknown as AnySubject, 1],
  ['booking', booking as unknown as AnySubject, 2],
] as const;

test.each(subjects)(
  'no triple and no two commands against one of %s are wrong, with a preemption',
  async (_name, subject, depth) => {
    const report = await onStage(subject, { scope: subject.scopes['small'] ?? {} }, (staged) =>
      exploreRaces(staged, { depth, atOnce: 3, preemptions: 1 }),
    );
    const { found, notCounted, isWhole, races, schedules, statements } = report;
    console.log(JSON.stringify({ races, schedules, statements }));
    expect({ found, notCounted, isWhole }).toEqual({ found: null, notCounted: {}, isWhole: true });
  },
);
