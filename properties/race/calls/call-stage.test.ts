import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Stage, StagedStep } from '../../../src/kernel/stage.ts';
import { stageCalls } from '../../../src/real/wire/calls/stage-calls.ts';
import { openCallStage } from '../../../src/real/wire/calls/stage.ts';

let stage: Stage;
afterEach(() => stage.letPass());

/** A store whose lock is waited for. */
function openStore() {
  const log: string[] = [];
  const queue: (() => void)[] = [];
  let isLocked = false;
  return {
    log,
    write: async (text: string) => void log.push(text),
    fail: async () => Promise.reject(new RangeError('no')),
    async slow(ms: number) {
      await pause(ms);
    },
    async lock() {
      if (isLocked) await new Promise<void>((resolve) => queue.push(resolve));
      isLocked = true;
    },
    async unlock() {
      isLocked = false;
      queue.shift()?.();
    },
  };
}

type Store = ReturnType<typeof openStore>;
type Programs = Readonly<Record<string, (store: Store) => Promise<unknown>>>;

interface How {
  readonly answers?: boolean;
  readonly silenceMs?: number;
}

/** Runs these programs in this order of moves, and then as they come: the steps, and what the store has got. */
async function race(
  programs: Programs,
  planned: readonly string[],
  { answers = false, silenceMs = 30 }: How = {},
): Promise<{ readonly steps: string[]; readonly log: string[] }> {
  stage = await openCallStage({ silenceMs });
  const store = stageCalls(openStore());
  await stage.admit(Object.keys(programs));
  stage.hold({ answers });
  for (const [actor, program] of Object.entries(programs)) await stage.begin(actor, () => program(store));
  const steps: string[] = [];
  const next = [...planned];
  for (;;) {
    const [first] = stage.moves();
    const actor = next.shift() ?? first?.actor;
    if (actor === undefined) return { steps, log: store.log };
    steps.push(inWords(await stage.release(actor)));
  }
}

function inWords({ actor, kind, statement, answer, woken }: StagedStep): string {
  const what = kind === 'answer' ? `answer to ${statement}` : statement;
  return [`${actor}: ${what} → ${answer}`, ...woken.map((one) => `${one} goes on`)].join(', ');
}

const writeTwice =
  (name: string) =>
  async (store: Store): Promise<void> => {
    await store.write(`${name}1`);
    await store.write(`${name}2`);
  };

test('each call is a step, in the order of the schedule', async () => {
  const { steps, log } = await race({ a: writeTwice('a'), b: writeTwice('b') }, ['b', 'a', 'a', 'b']);
  expect(log).toEqual(['b1', 'a1', 'a2', 'b2']);
  expect(steps).toEqual(['b: write b1 → done', 'a: write a1 → done', 'a: write a2 → done', 'b: write b2 → done']);
  expect(stage.faults()).toEqual([]);
});

const lockAndWrite =
  (name: string) =>
  async (store: Store): Promise<void> => {
    await store.lock();
    await store.write(name);
    await store.unlock();
  };

test('a call that waits for another one has no answer, until that one lets it go on', async () => {
  const { steps, log } = await race({ a: lockAndWrite('a'), b: lockAndWrite('b') }, ['a', 'b']);
  expect(steps).toEqual([
    'a: lock → done',
    'b: lock → null',
    'a: write a → done',
    'a: unlock → done, b goes on',
    'b: write b → done',
    'b: unlock → done',
  ]);
  expect([log, stage.faults()]).toEqual([['a', 'b'], []]);
});

test('an actor whose call waits has no move, and is named among those that wait', async () => {
  stage = await openCallStage({ silenceMs: 30 });
  const store = stageCalls(openStore());
  stage.hold();
  for (const actor of ['a', 'b']) await stage.begin(actor, () => lockAndWrite(actor)(store));
  await stage.release('a');
  await stage.release('b');
  expect(stage.moves().map(({ actor }) => actor)).toEqual(['a']);
  expect(stage.waits()).toEqual([{ actor: 'b', for: [] }]);
});

test('a run with a call that is only slow, and goes on by itself, does not count', async () => {
  await race({ a: (store) => store.slow(90) }, ['a']);
  await pause(150);
  expect(stage.faults().map(({ line }) => line)).toEqual([
    'a waited for slow, and went on without another move: it takes longer than 30 ms',
  ]);
});

test('a call that is slower than other work is waited for', async () => {
  const { steps } = await race({ a: (store) => store.slow(40), b: writeTwice('b') }, ['a'], { silenceMs: 2_000 });
  expect(steps[0]).toBe('a: slow → done');
  expect(stage.faults()).toEqual([]);
});

test('an error is the answer, by its name', async () => {
  const { steps } = await race({ a: (store) => store.fail().catch(() => store.write('caught')) }, []);
  expect(steps).toEqual(['a: fail → threw RangeError', 'a: write caught → done']);
});

test('answers are moves where they are held', async () => {
  const { steps } = await race({ a: writeTwice('a'), b: writeTwice('b') }, ['a', 'b', 'b', 'a'], { answers: true });
  expect(steps.slice(0, 4)).toEqual([
    'a: write a1 → done',
    'b: write b1 → done',
    'b: answer to write b1 → done',
    'a: answer to write a1 → done',
  ]);
});

test('two calls of an actor at once are two steps', async () => {
  const both = (store: Store): Promise<unknown> => Promise.all([store.write('a1'), store.write('a2')]);
  const { log } = await race({ a: both, b: writeTwice('b') }, ['a', 'b', 'a', 'b']);
  expect(log).toEqual(['a1', 'b1', 'a2', 'b2']);
});

test('memory that an actor frees after its last call lets another one go on', async () => {
  const freed: (() => void)[] = [];
  const { steps } = await race(
    {
      a: async (store) => {
        await store.write('a');
        for (const free of freed) free();
        await store.write('a again');
      },
      b: async (store) => {
        const wait = stageCalls({ wait: async () => new Promise<void>((resolve) => freed.push(resolve)) });
        await wait.wait();
        await store.write('b');
      },
    },
    ['b', 'a'],
  );
  expect(steps).toEqual([
    'b: wait → null',
    'a: write a → done, b goes on',
    'a: write a again → done',
    'b: write b → done',
  ]);
});

test('an answer that comes a little after the call that it waited for is of its step', async () => {
  let free: () => void = () => undefined;
  const wait = stageCalls(async () => new Promise<void>((resolve) => (free = resolve)));
  const { steps } = await race(
    {
      a: async (store) => {
        await store.write('a');
        setTimeout(free, 5);
        await store.write('a again');
      },
      b: () => wait(),
    },
    ['b', 'a'],
  );
  expect(steps).toEqual(['b: call → null', 'a: write a → done, b goes on', 'a: write a again → done']);
  expect(stage.faults()).toEqual([]);
});

test('the calls of a call on another client are not steps of their own', async () => {
  const { steps } = await race(
    {
      a: (store) =>
        stageCalls({ both: async () => writeTwice('a')(store) })
          .both()
          .then(() => store.write('a3')),
    },
    [],
  );
  expect(steps).toEqual(['a: both → done', 'a: write a3 → done']);
});

test('an actor that takes a few turns between two calls is waited for', async () => {
  const turns = async (store: Store): Promise<void> => {
    await store.write('a1');
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    await store.write('a2');
  };
  const { log } = await race({ a: turns, b: writeTwice('b') }, ['a', 'a', 'b', 'b']);
  expect(log).toEqual(['a1', 'a2', 'b1', 'b2']);
});

test('without a race, and outside of an actor, calls pass', async () => {
  stage = await openCallStage();
  const store = stageCalls(openStore());
  await store.write('before');
  stage.hold();
  await store.write('outside');
  expect(store.log).toEqual(['before', 'outside']);
});

test('when the stage lets them pass, the calls that are held are made', async () => {
  stage = await openCallStage();
  const store = stageCalls(openStore());
  stage.hold();
  await stage.begin('a', () => writeTwice('a')(store));
  await stage.letPass();
  expect(store.log).toEqual(['a1', 'a2']);
});

test('a release of an actor without a move is an error of the caller', async () => {
  stage = await openCallStage();
  stage.hold();
  await expect(stage.release('a')).rejects.toThrow('a has no move');
});
