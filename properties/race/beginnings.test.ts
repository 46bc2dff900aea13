import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import type { System } from '../../src/kernel/model.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import { beginningsFor } from '../../src/race/beginnings.ts';
import type { RacesReport } from '../../src/race/explore-races.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import type { ToyStage } from './toy-stage.ts';
import { openToyStage } from './toy-stage.ts';

type Add = { readonly type: 'add' | 'read'; readonly actor: string };
type Answer = { readonly type: string; readonly sum: number };
type Counter = { sum: number };
type View = { sum: number };

/** Two clients add to a counter and read it. */
const model = defineModel({
  initial: { sum: 0 },
  commands: ({ sum }: Counter): Add[] =>
    (sum < 4 ? (['read', 'add'] as const) : (['read'] as const)).flatMap((type) => [
      { type, actor: 'a' },
      { type, actor: 'b' },
    ]),
  step(draft, { type }): Answer {
    if (type === 'add') draft.sum += 1;
    return { type, sum: draft.sum };
  },
  invariants: {},
});

interface Opened {
  /** Where the system begins. */
  readonly from: number | undefined;
  readonly taken: Add[];
}

interface Deviation {
  /** The sum at which a system begins, where it does not begin at the start; by default the sum that was taken down. */
  readonly beginsAt?: (from: number) => number;
  /** What is taken down; by default the sum. */
  readonly takes?: (sum: number) => number | null;
  /** Changes what a system shows or answers that did not begin at the start. */
  readonly shows?: (sum: number) => number;
  readonly answers?: (sum: number) => number;
  readonly opens?: () => void;
}

/** The races of a counter of a system that has checkpoints, and the systems that were opened. */
async function race(deviation: Deviation = {}, depth = 2): Promise<{ report: RacesReport; opened: Opened[] }> {
  const stage = openToyStage();
  const opened: Opened[] = [];
  const open = async (from?: unknown): Promise<System<Add, Answer, View>> => {
    opened.push({ from: from as number | undefined, taken: [] });
    if (from !== undefined) deviation.opens?.();
    return counterAt(stage, deviation, opened.at(-1) as Opened);
  };
  const setup = {
    subject: 'counter',
    system: 'toy',
    model,
    open,
    naming: {},
    answerMs: 1000,
    checkpoints: true,
    laneOf: ({ actor }: Add) => actor,
  };
  const where = {
    setup: setup as Partial<Setup<Counter, Add, Answer, View>> as Setup<Counter, Add, Answer, View>,
    stage,
  };
  return { report: await exploreRaces(where, { depth, preemptions: 1 }), opened };
}

function counterAt(stage: ToyStage, deviation: Deviation, { from, taken }: Opened): System<Add, Answer, View> {
  const same = (value: number): number => value;
  const { beginsAt = same, takes = same, shows = same, answers = same } = deviation;
  let sum = from === undefined ? 0 : beginsAt(from);
  const isPutBack = from !== undefined;
  return {
    async perform(command) {
      taken.push(command);
      let answer = 0;
      const effect = (): void => {
        if (command.type === 'add') sum += 1;
        answer = isPutBack ? answers(sum) : sum;
      };
      await stage.send({ text: command.type, effect });
      return { type: command.type, sum: answer };
    },
    view: async () => ({ sum: isPutBack ? shows(sum) : sum }),
    checkpoint: async () => takes(sum),
    close: async () => undefined,
  };
}

const isPutBack = ({ from }: Opened): boolean => from !== undefined;

test('schedules begin where the commands before the race have been taken once', async () => {
  const { report, opened } = await race();
  expect(report).toMatchObject({ found: null, notCounted: {}, isWhole: true });
  const fromStart = opened.filter((one) => !isPutBack(one) && one.taken.length > 2);
  expect(opened.filter(isPutBack).length).toBeGreaterThan(3 * fromStart.length);
  // None of them takes more than the two commands of its race.
  expect(Math.max(...opened.filter(isPutBack).map(({ taken }) => taken.length))).toBe(2);
});

/** Systems that do not begin where they were taken down, and what the error says. */
const deviations: Readonly<Record<string, [Deviation, string]>> = {
  'begins at the start all the same': [{ beginsAt: () => 0 }, 'its checkpoint is another one'],
  'shows something else': [{ shows: (sum) => sum + 1 }, 'its view is another one'],
  'shows the same, and gives other answers': [
    { answers: (sum) => sum + 1 },
    'a race after add \\(read, read at once\\) ran in another way',
  ],
};

test.each(Object.entries(deviations))('a system is refused in one line that %s', async (_name, [deviation, what]) => {
  await expect(race(deviation)).rejects.toThrow(
    new RegExp(
      `^the system toy of counter does not begin where it was taken down: ${what}; leave out .checkpoints.[^\\n]*$`,
    ),
  );
});

test('all commands are taken by a system that cannot be opened at a checkpoint', async () => {
  const { report, opened } = await race({
    opens: () => {
      throw new TypeError('there is no such row');
    },
  });
  const { report: other } = await race({ takes: () => null });
  expect(report).toEqual(other);
  expect(report).toMatchObject({ found: null, notCounted: {}, isWhole: true });
  expect(opened.filter(isPutBack)).toHaveLength(1);
});

test('a run that differs once is compared again', async () => {
  let answered = 0;
  const { report } = await race({ answers: (sum) => ((answered += 1) === 1 ? sum + 1 : sum) });
  expect(report).toMatchObject({ found: null, notCounted: {}, isWhole: true });
});

test('all commands are taken by a system that cannot be put back', async () => {
  const { report, opened } = await race({ takes: () => null });
  expect(report.isWhole).toBe(true);
  expect(opened.filter(isPutBack)).toEqual([]);
});

test('a run that is wrong only from the rows that were put back does not count', async () => {
  let left = 20;
  // Wrong later on, when it has been the same for a while.
  const { report, opened } = await race({ answers: (sum) => ((left -= 1) < 0 ? sum + 1 : sum) });
  expect(report.found).toBeNull();
  expect(report.notCounted).toEqual({
    'it was wrong from the rows that were put back, and right from the first command': 1,
  });
  // The other schedules take all commands.
  expect(opened.slice(opened.findLastIndex(isPutBack) + 1).length).toBeGreaterThan(5);
});

test('there are no beginnings where the systems have no checkpoint', () => {
  expect(beginningsFor({ checkpoints: false } as Setup<Counter, Add, Answer, View>)).toBeUndefined();
});
