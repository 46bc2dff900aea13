import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRaceTrace } from '../corpus/any-trace.ts';
import { formatOpenBug } from '../corpus/promoted/open-bug.ts';
import type { RaceScenario } from '../corpus/race-scenario.ts';
import type { AnySubject, Policies } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import type { SchedulesOfRace } from '../race/every-schedule.ts';
import { everySchedule } from '../race/every-schedule.ts';
import { modeOf } from '../race/on-stage.ts';
import { replayRace } from '../race/replay-race.ts';
import { traceOfRace } from '../race/trace-of-race.ts';
import { renderFailedRace } from '../report/replayed-race.ts';
import { formatShipped } from '../report/specification-texts.ts';
import { readSubject } from './failure-mode.ts';

/** Each schedule begins on a fresh system, with processes of its own where the system is a program. */
const timeoutMs = 300_000;

/** Defines the tests that reproduce a race: with its policies off, the race is wrong in the schedule of the trace. */
export async function testRaceRepro(scenario: RaceScenario, testsFolder: string): Promise<void> {
  const { id, title, system, without, violation, promise } = scenario;
  const subject = await readSubject(scenario, testsFolder);
  const trace = await readRaceTrace(join(testsFolder, '../trace.json'));

  describe(`${id}: ${title}, in the ${formatShipped(subject.name, without)}`, () => {
    test(`on ${system} the race is wrong in the schedule of the trace`, { timeout: timeoutMs }, async () => {
      const { verdict, parted, found } = await replayRace(subject, trace);
      const seen = { verdict, kind: found?.kind, promise: found?.promise };
      expect(seen, parted ?? '').toEqual({ verdict: 'reproduced', kind: violation, promise });
    });
    testSameRace(subject, scenario, trace);
  });
}

/**
 * Defines the tests that show the prevention of a race: with its policies on, or on the system that has the fix, every schedule of
 * the race is right.
 */
export async function testRacePrevention(scenario: RaceScenario, testsFolder: string): Promise<void> {
  const { id, without, prevention } = scenario;
  const subject = await readSubject(scenario, testsFolder);
  const trace = await readRaceTrace(join(testsFolder, '../trace.json'));
  const how = { policies: policiesWithout(subject, []), ...modeOf(trace) };
  const fixed = prevention.by === 'system' ? { ...scenario, system: prevention.system } : scenario;
  const where = prevention.by === 'system' ? `on ${prevention.system}` : `with ${without.join(' and ')} on`;
  describe(`${id}: ${where}`, () => {
    testSchedules(subject, fixed, how, ({ found }) => expect(found).toBeNull());
  });
}

/** Defines the regression test of a race that no policy prevents, which fails until the bug is mended. */
export async function testRaceRegression(scenario: RaceScenario, testsFolder: string): Promise<void> {
  const { id, title, without, scope, system } = scenario;
  const subject = await readSubject(scenario, testsFolder);
  const policies = policiesWithout(subject, without);
  const trace = await readRaceTrace(join(testsFolder, '../trace.json'));

  describe(`${id}: ${title}, in the ${formatShipped(subject.name, without)}`, () => {
    testSchedules(subject, scenario, { policies, ...modeOf(trace) }, ({ found }) => {
      if (found === null) return;
      const race = traceOfRace({ subject: subject.name, system, policies, scope }, found, trace);
      const path = relative('', join(testsFolder, '../trace.json'));
      throw new Error([formatOpenBug(id), ...renderFailedRace(subject, race, path)].join('\n'));
    });
    testSameRace(subject, scenario, trace);
  });
}

function testSchedules(
  subject: AnySubject,
  { system, scope, before, atOnce, prevention: { preemptions } }: RaceScenario,
  how: { readonly policies: Policies; readonly answers?: boolean },
  assertRight: (seen: SchedulesOfRace) => void,
): void {
  const most = preemptions === 1 ? 'one preemption' : `${preemptions} preemptions`;
  test(`on ${system} no schedule with at most ${most} is wrong`, { timeout: timeoutMs }, async () => {
    const seen = await everySchedule(subject, { before, atOnce }, { system, scope, preemptions, ...how });
    assertRight(seen);
    expect(seen.notCounted).toEqual([]);
    // Each actor may be the first.
    expect(seen.schedules).toBeGreaterThanOrEqual(atOnce.length);
  });
}

function testSameRace(
  subject: AnySubject,
  { system, without, scope, before, atOnce }: RaceScenario,
  trace: Awaited<ReturnType<typeof readRaceTrace>>,
): void {
  test('the trace has the same race', () => {
    const policies = policiesWithout(subject, without);
    expect(trace).toMatchObject({ subject: subject.name, system, policies, scope, before, atOnce });
  });
}
