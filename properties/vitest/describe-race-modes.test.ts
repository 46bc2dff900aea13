import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { RaceScenario } from '../../src/corpus/race-scenario.ts';
import type { RaceTrace } from '../../src/corpus/race-trace.ts';
import { raceTraceText } from '../../src/corpus/race-trace.ts';
import { everySchedule } from '../../src/race/every-schedule.ts';
import { corpusCases } from '../../src/testing/corpus-cases.ts';
import { describeFailureModes } from '../../src/vitest/index.ts';
import { foundInShow } from '../race/found-in-show.ts';
import { lockedShow, toyShow } from '../race/toy-show.ts';
import { openToyStage } from '../race/toy-stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function scenarioOf(trace: RaceTrace, rest: Pick<RaceScenario, 'id' | 'without' | 'prevention'>): object {
  const { subject, system, scope, before, atOnce, violation } = trace;
  const same = { subject, system, scope, before, atOnce, violation: violation.kind };
  return { ...same, title: 'Sold twice', foundBy: 'a test', ...rest };
}

function writeMode(name: string, scenario: object, trace: RaceTrace): void {
  const own = join(folder, 'modes', name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'trace.json'), raceTraceText(trace));
  writeFileSync(join(own, 'scenario.ts'), `export const scenario = ${JSON.stringify(scenario)};`);
}

const bug = await foundInShow(toyShow);
const prevented = await foundInShow(lockedShow, ['lock']);
const mended = { ...bug, system: 'mended' };
const shows = pathToFileURL(join(import.meta.dirname, '../race/toy-show.ts')).href;
writeFileSync(
  join(folder, 'faultbook.config.ts'),
  `import { lockedShow, toyShow } from '${shows}';\nexport default { subjects: [lockedShow, toyShow] };`,
);
const byFix = { by: 'fix' as const, preemptions: 1 };
writeMode('FM_001_mended', scenarioOf(mended, { id: 'FM_001', without: [], prevention: byFix }), mended);
const byPolicy = { by: 'policy' as const, preemptions: 1 };
writeMode(
  'FM_002_prevented',
  scenarioOf(prevented, { id: 'FM_002', without: ['lock'], prevention: byPolicy }),
  prevented,
);

describeFailureModes(join(folder, 'modes'));

test('a race has its regression test, or a test of the fault and one of its prevention', ({ task }) => {
  const [described] = task.file.tasks;
  const suites = described?.type === 'suite' ? described.tasks : [];
  const names = suites.flatMap((suite) =>
    suite.type === 'suite' ? [suite.name, suite.tasks.map((one) => one.name)] : [],
  );
  expect(names.flat()).toEqual([
    'FM_001: Sold twice, in the toy-show as shipped',
    'on mended no schedule with at most one preemption is wrong',
    'the trace has the same race',
    'FM_002: Sold twice, in the locked-show without lock',
    'on app the race is wrong in the schedule of the trace',
    'the trace has the same race',
    'FM_002: with lock on',
    'on app no schedule with at most one preemption is wrong',
  ]);
});

test('every schedule of a race is counted, and a wrong one is found', async () => {
  const how = { policies: {}, scope: {}, preemptions: 1 };
  const right = await everySchedule(toyShow, bug, { ...how, system: 'mended' });
  expect(right).toEqual({ found: null, schedules: 6, notCounted: [] });
  const wrong = await everySchedule(toyShow, bug, { ...how, system: 'app' });
  expect(wrong.found?.preemptions).toBe(1);
  // The program sells a seat of a show that is not open.
  const [, cyd] = bug.atOnce;
  const unreached = await everySchedule(toyShow, { ...bug, before: cyd?.commands ?? [] }, { ...how, system: 'early' });
  expect(unreached.notCounted).toEqual(['the commands before the race did not end as the model says']);
});

test('a race whose statements go past the stage is no green test', async () => {
  const app = toyShow.systems.find(({ name }) => name === 'app');
  if (app === undefined) throw new Error('the show has no app');
  const past = { ...toyShow, systems: [{ ...app, stage: async () => openToyStage() }] };
  const { found, notCounted } = await everySchedule(past, bug, {
    policies: {},
    scope: {},
    preemptions: 1,
    system: 'app',
  });
  expect([found, notCounted]).toEqual([null, [expect.stringContaining('no statement came through the stage')]]);
});

test('a kept race is a test: red while a schedule is wrong, green with the policies on', async () => {
  const kept = join(folder, 'counterexamples');
  mkdirSync(kept);
  const write = (name: string, trace: RaceTrace): void => writeFileSync(join(kept, name), raceTraceText(trace));
  write('a.json', bug);
  write('b.json', prevented);
  write('c.json', { ...bug, system: 'gone' });
  const [red, green, other] = corpusCases(kept);
  await expect(red?.run()).rejects.toThrow(/└ booked[^]*=> notLinearizable: no order[^]*to replay it: npx faultbook/);
  await expect(green?.run()).resolves.toBeUndefined();
  await expect(other?.run()).rejects.toThrow(/c\.json does not fit: toy-show has no system 'gone'/);
});
