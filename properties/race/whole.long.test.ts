import { expect, test } from 'vitest';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { onStage } from './engine.ts';

const subjects = [
  ['queue', queue as unknown as AnySubject],
  ['booking', booking as unknown as AnySubject],
] as const;

test.each(subjects)(
  'no race of %s from a state within 6 commands is wrong, with a preemption',
  async (_name, subject) => {
    const report = await onStage(subject, { scope: subject.scopes['small'] ?? {} }, (staged) =>
      exploreRaces(staged, { depth: 6, preemptions: 1 }),
    );
    const { found, notCounted, isWhole, races, schedules, statements, overlapsNeeded } = report;
    console.log(JSON.stringify({ races, schedules, statements, overlapsNeeded }));
    expect({ found, notCounted, isWhole }).toEqual({ found: null, notCounted: {}, isWhole: true });
  },
);
