import { expect, test } from 'vitest';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import type { RacesReport } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { onStage } from '../../../src/race/on-stage.ts';
import { booking } from '../../../src/subjects/booking/subject.ts';
import { queue } from '../../../src/subjects/queue/subject.ts';
import { payments } from './payments.ts';

function raced(subject: AnySubject, system: string, depth: number): Promise<RacesReport> {
  const scope = subject.scopes['small'] ?? {};
  return onStage(
    subject,
    { policies: allPolicies(subject), scope, system, strikes: { most: 1, kinds: ['cut'] } },
    (where) => exploreRaces(where, { depth, preemptions: 1 }),
  );
}

test.each([
  ['queue', queue, 'postgres', 2],
  ['booking', booking, 'postgres', 3],
  ['payments under keys', payments, 'keyed', 0],
  ['payments that are given up', payments, 'gives-up', 0],
] as const)(
  '%s: wherever a connection is cut, some order of the commands explains it',
  async (_, subject, system, depth) => {
    const report = await raced(subject, system, depth);
    const { found, notCounted, withFault, schedules, isWhole } = report;
    expect({ found, notCounted, isWhole }).toEqual({ found: null, notCounted: {}, isWhole: true });
    expect(withFault).toBeGreaterThan(schedules / 2);
    // Under a key each client tries again, until it knows.
    expect((report.outcomes['struck'] ?? 0) > 0).toBe(system !== 'keyed');
  },
);
