import { expect, test } from 'vitest';
import { show } from '../../../examples/race-your-own/subject.ts';
import type { StrikeKind } from '../../../src/kernel/model.ts';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import type { RacesReport } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { onStage } from '../../../src/race/on-stage.ts';
import { booking } from '../../../src/subjects/booking/subject.ts';
import { queue } from '../../../src/subjects/queue/subject.ts';
import { payments } from './payments.ts';

/** A seat that is booked by processes under a lock. */
const application: AnySubject = { ...show, struck: (_fault, command) => [[], [command]] };

function raced(subject: AnySubject, system: string, depth: number, kind: StrikeKind): Promise<RacesReport> {
  const scope = subject.scopes['small'] ?? {};
  return onStage(
    subject,
    { policies: allPolicies(subject), scope, system, strikes: { most: 1, kinds: [kind] } },
    (where) => exploreRaces(where, { depth, preemptions: 1 }),
  );
}

test.each([
  ['queue', 'cut', queue, 'postgres', 2],
  ['queue', 'kill', queue, 'postgres', 2],
  ['booking', 'cut', booking, 'postgres', 2],
  ['booking', 'kill', booking, 'postgres', 2],
  ['payments under keys', 'cut', payments, 'keyed', 0],
  ['payments under keys', 'kill', payments, 'keyed', 0],
  ['payments that are given up', 'cut', payments, 'gives-up', 0],
  ['an application in processes', 'kill', application, 'mended', 0],
] as const)(
  '%s: wherever a %s strikes, some order of the commands explains it',
  async (_, kind, subject, system, depth) => {
    const report = await raced(subject, system, depth, kind);
    const { found, notCounted, withFault, schedules, isWhole } = report;
    expect({ found, notCounted, isWhole }).toEqual({ found: null, notCounted: {}, isWhole: true });
    expect(withFault).toBeGreaterThan(schedules / 2);
    // Under a key each client tries again, until it knows.
    expect((report.outcomes['struck'] ?? 0) > 0).toBe(kind === 'kill' || system !== 'keyed');
  },
);
