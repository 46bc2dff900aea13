import { expect, test } from 'vitest';
import type { BookingCommand } from '../../src/alphabets/booking.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import type { RaceViolation } from '../../src/race/race-violation.ts';
import type { Race } from '../../src/race/race.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { subjectWith } from '../planted/race/planted-race.ts';
import { onStage, plantedRace } from './engine.ts';

const calls = (client: string): BookingCommand[] => [
  { type: 'read', client, request: 1, resource: 'r1', units: 1, isHold: true },
  { type: 'decide', client },
];

/** Two clients that write their holds at once: one of them gets a conflict. */
const race: Race<BookingCommand> = {
  before: [...calls('c1'), ...calls('c2')],
  atOnce: ['c1', 'c2'].map((client) => ({ actor: client, commands: [{ type: 'persist', client }] })),
};

const bug = plantedRace('a conflict leaves a note that a confirmation waits for');

/** What is wrong with the schedules of the race, in their order. */
async function violationsOf(subject: AnySubject): Promise<(RaceViolation | null)[]> {
  return onStage(subject, { scope: bug.scope }, async (staged) => {
    await staged.stage.admit(['c1', 'c2', 'sweeper', 'clock']);
    const found: (RaceViolation | null)[] = [];
    for await (const { strayed, judgement } of exploreRace(staged, race, 1)) {
      expect(strayed).toBeNull();
      found.push(judgement?.violation ?? null);
    }
    return found;
  });
}

test('a row that a race leaves behind shows in the recovery alone', async () => {
  const violations = (await violationsOf(subjectWith(bug))).filter((one) => one !== null);
  expect(violations).not.toEqual([]);
  expect(new Set(violations.map(({ kind }) => kind))).toEqual(new Set(['recovery']));
  expect(violations[0]?.details).toMatch(/^confirm in the recovery/);
});

test('without the bug the recovery after each schedule is right', async () => {
  const violations = await violationsOf(booking);
  expect(violations.length).toBeGreaterThan(2);
  expect(violations.filter((one) => one !== null)).toEqual([]);
});
