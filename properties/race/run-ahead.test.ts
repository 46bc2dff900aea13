import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import type { RaceResult, RaceRunner } from '../../src/race/race-runner.ts';
import { runAhead } from '../../src/race/run-ahead.ts';
import type { ScheduleNote } from '../../src/race/schedule-note.ts';

/** A race as a runner of these tests takes it. */
interface Planned {
  readonly schedules: number;
  /** How many turns of the event loop a schedule takes. */
  readonly turns: number;
  readonly isWrong: boolean;
}

const raceOf = (index: number): Race => ({ before: [{ type: `race ${index}` }], atOnce: [] });

const noteOf = (text: string): ScheduleNote => ({
  statements: 1,
  strikes: 0,
  preemptions: 0,
  role: 'schedule',
  unresolved: [],
  raced: [],
  sent: [],
  outcomes: [text],
  overlapsNeeded: [],
  notCounted: null,
});

function resultOf(race: Race, { isWrong, schedules }: Planned): RaceResult<Command, Outcome> {
  const run = { steps: [], operations: [], view: null, choices: [], thrown: [] };
  const violation = { kind: 'threw', details: '' } as const;
  const found = isWrong ? { race, run, preemptions: 0, violation, recovery: [] } : null;
  return { found, isReached: true, isStopped: false, before: schedules, bound: null, oneSteps: [], functions: [] };
}

/** `begun`: gets the races in the order in which they are begun. */
function runnerOf(plans: ReadonlyMap<Race, Planned>, begun: Race[] = []): RaceRunner<Command, Outcome> {
  return {
    async run(race, visit) {
      begun.push(race);
      const planned = plans.get(race);
      if (planned === undefined) throw new Error('a race that is not planned');
      for (let at = 0; at < planned.schedules; at += 1) {
        for (let turn = 0; turn < planned.turns; turn += 1) await new Promise(setImmediate);
        visit(noteOf(`${race.before[0]?.type} ${at}`));
      }
      return resultOf(race, planned);
    },
    close: async () => undefined,
  };
}

/** Takes the races in their order up to the first wrong one: what they have shown. */
async function shownBy(races: readonly Race[], runner: RaceRunner<Command, Outcome>): Promise<unknown[]> {
  const shown: unknown[] = [];
  for (const race of races) {
    const result = await runner.run(race, ({ outcomes }) => shown.push(...outcomes));
    shown.push(result);
    if (result.found !== null) break;
  }
  await runner.close();
  return shown;
}

const plan = fc.record({
  schedules: fc.nat(3),
  turns: fc.nat(3),
  isWrong: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

test('several runners show the same as one, in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (plans, count) => {
      const planned = new Map(plans.map((one, index) => [raceOf(index), one] as const));
      const races = [...planned.keys()];
      const runners = Array.from({ length: count }, () => runnerOf(planned));
      expect(await shownBy(races, runAhead(races, runners))).toEqual(await shownBy(races, runnerOf(planned)));
    }),
    { numRuns: 60 },
  );
});

test('two runners run two races at once, and begin none after a wrong one', async () => {
  const wrong = { schedules: 1, turns: 2, isWrong: true };
  const slow = { schedules: 3, turns: 4, isWrong: false };
  const planned = new Map([slow, wrong, slow, slow].map((one, index) => [raceOf(index), one] as const));
  const races = [...planned.keys()];
  const begun: Race[] = [];
  await shownBy(races, runAhead(races, [runnerOf(planned, begun), runnerOf(planned, begun)]));
  expect(begun).toEqual(races.slice(0, 2));
});

test('what a runner throws is thrown when its race has its turn', async () => {
  const races = [raceOf(0), raceOf(1), raceOf(2)];
  const planned = new Map([[races[0] ?? raceOf(0), { schedules: 2, turns: 5, isWrong: false }]]);
  const begun: Race[] = [];
  const runner = runAhead(races, [runnerOf(planned, begun), runnerOf(planned, begun)]);
  const shown: string[] = [];
  await runner.run(races[0] ?? raceOf(0), ({ outcomes }) => shown.push(...outcomes));
  expect(shown).toEqual(['race 0 0', 'race 0 1']);
  await expect(runner.run(races[1] ?? raceOf(1), () => undefined)).rejects.toThrow('not planned');
  expect(begun).toEqual(races.slice(0, 2));
  await runner.close();
});

test('a race under way when the runners are closed is stopped, and so is each after it', async () => {
  const races = [raceOf(0), raceOf(1)];
  let end: () => void = () => undefined;
  const hangs: RaceRunner<Command, Outcome> = {
    run: () => new Promise((_, reject) => (end = () => reject(new Error('ended')))),
    close: async () => end(),
  };
  const runner = runAhead(races, [hangs]);
  const results = races.map((race) => runner.run(race, () => undefined));
  await runner.close();
  expect((await Promise.all(results)).map(({ isStopped, found }) => [isStopped, found])).toEqual([
    [true, null],
    [true, null],
  ]);
});
