import { expect, test } from 'vitest';
import type { BookingCommand } from '../../src/alphabets/booking.ts';
import type { Race } from '../../src/kernel/race.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { subjectWith } from '../planted/race/planted-race.ts';
import { kindsOf, plantedRace, schedulesOf } from './engine.ts';

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

test('a row that a race leaves behind shows in the recovery alone', async () => {
  const schedules = await schedulesOf(subjectWith(bug), race, { scope: bug.scope });
  expect(new Set(kindsOf(schedules))).toEqual(new Set([null, 'recovery']));
  const wrong = schedules.find(({ judgement }) => judgement !== null && judgement.violation !== null);
  expect(wrong?.judgement?.violation?.details).toMatch(/^confirm in the recovery/);
});

test('without the bug the recovery after each schedule is right', async () => {
  const schedules = await schedulesOf(booking as unknown as AnySubject, race, { scope: bug.scope });
  expect(schedules.length).toBeGreaterThan(2);
  expect(new Set(kindsOf(schedules))).toEqual(new Set([null]));
});
