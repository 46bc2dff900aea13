import { expect, test } from 'vitest';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { minimise, smallerRuns } from '../../src/minimise/minimise.ts';

test('a run of one command that is not needed becomes empty', async () => {
  expect(await minimise(enabling(), [{ type: 'a' }], () => true)).toEqual([]);
});

test('faults that are not needed go, and names come in the order of their use', async () => {
  const commands = [
    { type: 'take', worker: 'w2', fault: 'crashAfter' },
    { type: 'give', worker: 'w1', to: 'w2' },
  ];
  const plain = ['w1', 'w2'].flatMap((worker) => [
    { type: 'take', worker },
    { type: 'give', worker, to: worker === 'w1' ? 'w2' : 'w1' },
  ]);
  const short = await minimise(
    { ...enabling(...commands, ...plain), symmetry: [['w1', 'w2']] },
    commands,
    ([take, give, ...more]) =>
      take?.type === 'take' && give?.type === 'give' && give.to === take.worker && more.length === 0,
  );
  expect(short).toEqual([
    { type: 'take', worker: 'w1' },
    { type: 'give', worker: 'w2', to: 'w1' },
  ]);
});

test('needed commands stay, among any others that can be left out', async () => {
  const commands = Array.from({ length: 30 }, (_, index) => ({ type: 'step', index }));
  const short = await minimise(enabling(...commands), commands, (candidate) =>
    [3, 17, 29].every((needed) => candidate.some(({ index }) => index === needed)),
  );
  expect(short.map(({ index }) => index)).toEqual([3, 17, 29]);
});

test('two commands that differ in a number become one, a crash moves into a command', async () => {
  const short = await minimise(
    enabling({ type: 'tick', byMs: 7 }, { type: 'apply', fault: 'dies' }),
    late,
    isLateAndCrashed,
  );
  expect(short.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toEqual([
    { type: 'apply', fault: 'dies' },
    { type: 'tick', byMs: 7 },
  ]);
});

test('a command is left out and another enlarged, where their sum is not enabled', async () => {
  const ticks = [2, 5, 8, 9, 11].map((byMs) => ({ type: 'tick', byMs }));
  const isLate = (run: readonly Late[]): boolean => run.reduce((sum, { byMs = 0 }) => sum + byMs, 0) >= 8;
  expect(await minimise(enabling(...ticks), [ticks[0], ticks[1], ticks[0]] as Late[], isLate)).toEqual([ticks[2]]);
});

test('a command is left out, and another that it delayed gets a new time', async () => {
  const model = {
    initial: { deadline: 10 },
    commands: ({ deadline }: { deadline: number }): Late[] => [{ type: 'delay' }, { type: 'tick', byMs: deadline }],
    step(draft: { deadline: number }, { type }: Late): Outcome {
      if (type === 'delay') draft.deadline += 10;
      return { type: 'done' };
    },
  };
  const isInTime = (run: readonly Late[]): boolean =>
    run.at(-1)?.byMs === 10 + 10 * run.filter(({ type }) => type === 'delay').length;
  const run = [{ type: 'delay' }, { type: 'delay' }, { type: 'tick', byMs: 30 }];
  expect(await minimise(model, run, isInTime)).toEqual([{ type: 'tick', byMs: 10 }]);
});

test('a value that is not enabled gives way to an enabled value', async () => {
  const model = enabling({ type: 'tick', byMs: 30 }, { type: 'tick', byMs: 40 });
  const isLate = (run: readonly Late[]): boolean => run.length === 1 && Number(run[0]?.byMs) >= 20;
  expect(await minimise(model, [{ type: 'tick', byMs: 25 }], isLate)).toEqual([{ type: 'tick', byMs: 30 }]);
});

test('an id that several commands share changes in all of them together', async () => {
  const model = enabling(...[0, 1, 2, 3].flatMap((index) => ['put', 'take'].map((type) => ({ type, index }))));
  const run = [
    { type: 'put', index: 3 },
    { type: 'take', index: 3 },
  ];
  const isPair = ([put, take, ...more]: readonly Late[]): boolean =>
    more.length === 0 && put?.type === 'put' && take?.type === 'take' && put.index === take.index;
  expect(await minimise(model, run, isPair)).toEqual([
    { type: 'put', index: 0 },
    { type: 'take', index: 0 },
  ]);
});

test('commands are moved for the fewest context switches, names stay in order', async () => {
  const workers = Array.from({ length: 12 }, (_, index) => `w${index + 1}`);
  const enabled = workers.flatMap((worker) => ['a', 'b'].map((type) => ({ type, worker })));
  const model = { ...enabling(...enabled), symmetry: [workers] };
  const run = [
    { type: 'a', worker: 'w11' },
    { type: 'a', worker: 'w3' },
    { type: 'b', worker: 'w11' },
    { type: 'b', worker: 'w3' },
  ];
  const areTwoWorkers = (candidate: readonly Command[]): boolean =>
    candidate.length === 4 && new Set(candidate.map((command) => JSON.stringify(command))).size === 4;
  const short = await minimise(model, run, areTwoWorkers, { laneOf: (command) => JSON.stringify(command).slice(20) });
  expect(short.map((command) => Object.values(command).join(' '))).toEqual(['a w1', 'b w1', 'a w2', 'b w2']);
});

test('all commands with the same name are left out together', async () => {
  const names = ['x', 'y'];
  const commands = names.flatMap((to) => ['open', 'use', 'close'].map((type) => ({ type, to })));
  // None of the three can go without the other two, and no block holds the three alone.
  const run = [0, 3, 1, 4, 2, 5].map((index) => commands[index] ?? { type: '', to: '' });
  const isWhole = (candidate: readonly Late[]): boolean =>
    names.every((name) => [0, 3].includes(candidate.filter(({ to }) => to === name).length)) && candidate.length > 0;
  expect(await minimise(enabling(...commands), run, isWhole)).toHaveLength(3);
});

test('commands that cancel out only together are left out together, in any number', async () => {
  const model = {
    ...enabling(),
    initial: { turns: 0 },
    commands: () => [{ type: 'turn' }, { type: 'fall' }],
    step(draft: { turns: number }, { type }: Command): Outcome {
      if (type === 'turn') draft.turns = (draft.turns + 1) % 3;
      return { type: 'done' };
    },
  };
  const run = ['turn', 'turn', 'turn', 'fall'].map((type) => ({ type }));
  const hasTurnedRound = (candidate: readonly Command[]): boolean =>
    candidate.at(-1)?.type === 'fall' && candidate.filter(({ type }) => type === 'turn').length % 3 === 0;
  expect(await minimise(model, run, hasTurnedRound)).toEqual([{ type: 'fall' }]);
});

test('a command that is not enabled gives way to the nearest one that is', () => {
  const ticks = enabling({ type: 'tick', byMs: 10 }, { type: 'tick', byMs: 40 });
  const singles = [...smallerRuns(ticks, [{ type: 'tick', byMs: 25 }])].filter(({ length }) => length === 1);
  expect(new Set(singles.map(([tick]) => tick?.byMs))).toEqual(new Set([10]));
});

test('no command is put into a run that the model does not enable there', async () => {
  expect(await minimise(enabling({ type: 'apply', fault: 'breaks' }), late, isLateAndCrashed)).toEqual(late);
});

interface Late extends Command {
  readonly index?: number;
  readonly byMs?: number;
  readonly worker?: string;
  readonly to?: string;
}

/** Seven milliseconds have to pass, and somebody who applies has to die. */
const late: readonly Late[] = [
  { type: 'tick', byMs: 3 },
  { type: 'apply' },
  { type: 'tick', byMs: 4 },
  { type: 'crash' },
];

function isLateAndCrashed(run: readonly Late[]): boolean {
  const isLate = run.reduce((sum, { byMs = 0 }) => sum + byMs, 0) >= 7;
  const isCrashed = run.some(({ type, fault }) => type === 'crash' || fault === 'dies');
  return isLate && isCrashed && run.some(({ type }) => type === 'apply');
}

/** A model of one state, which offers these commands, and the ones without arguments. */
function enabling(
  ...commands: readonly Late[]
): Pick<Model<object, Late, Outcome, object>, 'initial' | 'commands' | 'step'> {
  const plain = ['tick', 'apply', 'crash'].map((type) => ({ type }));
  return { initial: {}, commands: () => [...plain, ...commands], step: () => ({ type: 'done' }) };
}

test('two commands that can only go together go together', async () => {
  const commands = [{ type: 'open' }, { type: 'work' }, { type: 'fail' }, { type: 'close' }];
  const isWhole = (run: readonly Command[]): boolean =>
    run.some(({ type }) => type === 'open') === run.some(({ type }) => type === 'close');
  const short = await minimise(
    enabling(...commands),
    commands,
    (run) => isWhole(run) && run.some(({ type }) => type === 'fail'),
  );
  expect(short).toEqual([{ type: 'fail' }]);
});
