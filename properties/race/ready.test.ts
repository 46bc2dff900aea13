import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
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

/** A database that draws other numbers in each run. */
function racesOn(drawn: (run: number, row: number) => number) {
  let opened = 0;
  const open = async () => {
    opened += 1;
    const run = opened;
    const ids: number[] = [];
    return {
      perform: async ({ type }: Ask): Promise<Answer> => {
        if (type === 'create') ids.push(drawn(run, ids.length));
        return { type, id: (type === 'create' ? ids.at(-1) : ids[0]) ?? 0 };
      },
      view: async () => ({ rows: ids.map((id) => ({ id })) }),
      close: async () => undefined,
    };
  };
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
