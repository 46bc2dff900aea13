import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { replayRace } from '../../src/race/replay-race.ts';
import { idleStage } from './idle-stage.ts';

type Ask = { readonly type: 'create' | 'read'; readonly actor: string };
type Answer = { readonly type: string; readonly id: number };
const initial: { ids: number[] } = { ids: [] };

/** Each client creates a row, and reads the number of the first one. */
const model = defineModel({
  initial,
  commands: ({ ids }): Ask[] =>
    ['a', 'b'].map((actor) => ({ type: ids.length === 0 ? ('create' as const) : ('read' as const), actor })),
  step({ ids }, { type }): Answer {
    if (type === 'create') ids.push(ids.length + 1);
    return { type, id: (type === 'create' ? ids.at(-1) : ids[0]) ?? 0 };
  },
  view: ({ ids }) => ({ rows: ids.map((id) => ({ id })) }),
  invariants: {},
});

/** A table whose numbers depend on the run. */
function openRows(run: number, drawn: (run: number, row: number) => number) {
  const ids: number[] = [];
  return {
    perform: async ({ type }: Ask): Promise<Answer> => {
      if (type === 'create') ids.push(drawn(run, ids.length));
      return { type, id: (type === 'create' ? ids.at(-1) : ids[0]) ?? 0 };
    },
    view: async () => ({ rows: ids.map((id) => ({ id })) }),
    close: async () => undefined,
  };
}

/** The races of a database that draws these numbers. */
function racesOn(drawn: (run: number, row: number) => number) {
  let opened = 0;
  const open = async () => openRows((opened += 1), drawn);
  const setup = { model, open, naming: { drawnNames: ['id'] }, answerMs: 1000 } as Partial<
    Setup<typeof initial, Ask, Answer, { rows: { id: number }[] }>
  >;
  const where = { setup: setup as Setup<typeof initial, Ask, Answer, { rows: { id: number }[] }>, stage: idleStage };
  return exploreRaces(where, { depth: 2, preemptions: 1 }).then((report) => ({ report, opened }));
}

test('a race begins where the commands before it ended in the same run', async () => {
  const { report } = await racesOn((run, row) => 1000 * run + row);
  expect(report.found).toBeNull();
  expect(Object.keys(report.notCounted)).toEqual([expect.stringContaining('no statement came through the stage')]);
});

test('the commands of a race warm up once, and not before each race', async () => {
  const { report, opened } = await racesOn((_run, row) => row + 1);
  expect(report.races).toBeGreaterThan(1);
  // Two runs before the first race, whose commands create, and two before the first one whose commands read.
  expect(opened).toBe(report.schedules + 4);
});

test('a replay begins where the commands before it ended in the same run', async () => {
  let opened = 0;
  const subject = defineSubject({
    name: 'rows',
    model,
    systems: [
      {
        name: 'drawn',
        concurrent: { drawnNames: ['id'] },
        stage: async () => idleStage,
        open: async () => openRows((opened += 1), (run, row) => 1000 * run + row),
      },
    ],
  }) as unknown as AnySubject;
  const read = (actor: string) => ({ actor, commands: [{ type: 'read', actor }] });
  const moves = ['a', 'b'].map((actor) => ({ actor, kind: 'call', command: 'read', settled: [actor] }));
  const trace = { before: [{ type: 'create', actor: 'a' }], atOnce: [read('a'), read('b')], moves, system: 'drawn' };
  const violation = { kind: 'notLinearizable', details: '' };
  const { verdict } = await replayRace(subject, { ...trace, violation, policies: {}, scope: {} } as never);
  expect(verdict).toBe('gone');
});

test('a signal ends the list of races, and progress is reported meanwhile', async () => {
  const many = { ...model, initial: { ids: [] as number[] }, commands: (): Ask[] => everyone, symmetry: [] };
  const everyone = Array.from({ length: 700 }, (_, at): Ask => ({ type: 'read', actor: `a${at}` }));
  const setup = { model: many, open: () => Promise.reject(new Error('no race begins')), naming: {} } as never;
  const stop = new AbortController();
  let reports = 0;
  const onProgress = (): void => {
    if ((reports += 1) === 2) stop.abort();
  };
  const report = await exploreRaces(
    { setup, stage: idleStage },
    { depth: 3, preemptions: 0, signal: stop.signal, onProgress },
  );
  expect(report).toMatchObject({ schedules: 0, isInterrupted: true, isWhole: false });
});
