import { describe, expect, test } from 'vitest';
import { defineModel } from '../../../src/kernel/define-model.ts';
import { defineSubject } from '../../../src/kernel/define-subject.ts';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import type { RacesReport } from '../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../src/race/explore-races.ts';
import { onStage } from '../../../src/race/on-stage.ts';
import { stageCalls } from '../../../src/real/wire/calls/stage-calls.ts';
import { openCallStage } from '../../../src/real/wire/calls/stage.ts';

type Add = { readonly type: 'add'; readonly actor: string };

/** A counter behind a client whose calls are lost now and then. */
function openCounter() {
  let value = 0;
  const keys = new Set<string>();
  return {
    value: () => value,
    add: async () => void (value += 1),
    addOnce: async (key: string) => {
      if (!keys.has(key)) value += 1;
      keys.add(key);
    },
  };
}

/** Tries a call once more where its connection is lost. */
async function twice(call: () => Promise<void>): Promise<{ type: string }> {
  try {
    await call();
  } catch (error) {
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    await call();
  }
  return { type: 'added' };
}

function counterOf(
  name: string,
  add: (counter: ReturnType<typeof openCounter>, actor: string) => Promise<{ type: string }>,
) {
  return {
    name,
    concurrent: true,
    stage: () => openCallStage({ silenceMs: 20 }),
    async open() {
      const counter = stageCalls(openCounter());
      return {
        perform: ({ actor }: Add) => add(counter, actor),
        view: async () => ({ value: counter.value() }),
        close: async () => undefined,
      };
    },
  };
}

const counter = {
  ...defineSubject({
    name: 'counter',
    model: defineModel({
      initial: { value: 0, added: [] as string[] },
      commands: ({ added }): Add[] =>
        ['ann', 'bob'].filter((actor) => !added.includes(actor)).map((actor) => ({ type: 'add', actor })),
      step(draft, { actor }) {
        draft.value += 1;
        draft.added = [...draft.added, actor].toSorted();
        return { type: 'added' };
      },
      view: ({ value }) => ({ value }),
      actor: ({ actor }) => actor,
    }),
    systems: [
      counterOf('blind', (own) => twice(() => own.add())),
      counterOf('keyed', (own, actor) => twice(() => own.addOnce(actor))),
      counterOf('silent', (own) => own.add().then(() => ({ type: 'noAnswer' }))),
      counterOf('gives-up', (own) =>
        own.add().then(
          () => ({ type: 'added' }),
          () => ({ type: 'noAnswer' }),
        ),
      ),
    ],
  }),
  struck: (_fault, command) => [[], [command]],
  leavesOpen: (_command, { type }) => type === 'noAnswer',
} satisfies AnySubject;

const raced = (system: string, { cuts, answers = false }: { cuts: number; answers?: boolean }): Promise<RacesReport> =>
  onStage(
    counter,
    { policies: {}, scope: {}, system, ...(cuts > 0 && { strikes: { most: cuts, kinds: ['cut'] } }), answers },
    (where) => exploreRaces(where, { depth: 0, preemptions: 1 }),
  );

describe.each([false, true])('calls whose connection is lost, with answers as moves: %s', (answers) => {
  test('a call that is made again counts twice where only its answer was lost', async () => {
    expect(await raced('blind', { cuts: 0, answers })).toMatchObject({ found: null, notCounted: {} });
    const { found, notCounted } = await raced('blind', { cuts: 1, answers });
    expect(notCounted).toEqual({});
    const cut = found?.run.steps.filter((step) => step.kind !== 'call' && step.cut !== undefined);
    expect(cut).toMatchObject([{ statement: 'add', cut: 'after', answer: 'done' }]);
  });

  test('a call whose outcome is not known although no connection was lost is wrong', async () => {
    const { found } = await raced('silent', { cuts: 1, answers });
    expect(found?.violation.kind).toBe('notLinearizable');
    expect(found?.run.steps.every((step) => step.kind === 'call' || step.cut === undefined)).toBe(true);
  });

  test('a call with a key, and one that is given up, are right wherever they are lost', async () => {
    for (const system of ['keyed', 'gives-up']) {
      const { found, notCounted, withFault } = await raced(system, { cuts: 1, answers });
      expect({ found, notCounted }).toEqual({ found: null, notCounted: {} });
      expect(withFault).toBeGreaterThan(3);
    }
  });
});

test('a call that waits for another one is lost, and goes on without its caller', async () => {
  const stage = await openCallStage({ silenceMs: 20 });
  let free: () => void = () => undefined;
  const log: string[] = [];
  const store = stageCalls({
    async take() {
      await new Promise<void>((resolve) => (free = resolve));
      log.push('taken');
    },
    give: async () => free(),
  });
  await stage.admit(['a', 'b']);
  stage.hold();
  await stage.begin('a', () => store.take().catch(({ code }: { code: string }) => log.push(code)));
  await stage.begin('b', () => store.give());
  expect(await stage.release('a')).toMatchObject({ answer: null });
  expect(await stage.strike?.('a', { fault: 'cut', place: 'waiting' })).toMatchObject({
    statement: 'take',
    cut: 'waiting',
    answer: 'none',
  });
  expect(log).toEqual(['ECONNRESET']);
  expect(await stage.release('b')).toMatchObject({ woken: [] });
  expect(log).toEqual(['ECONNRESET', 'taken']);
  expect(stage.faults()).toEqual([]);
  await expect(stage.strike?.('a', { fault: 'cut', place: 'before' })).rejects.toThrow(
    'a has no call at which a fault could strike (before)',
  );
  await stage.letPass();
});

test('a call whose caller is killed has its effect, and its caller does not go on', async () => {
  const stage = await openCallStage({ silenceMs: 20 });
  const log: string[] = [];
  const store = stageCalls({ add: async (name: string) => void log.push(name) });
  await stage.admit(['a']);
  stage.hold();
  await stage.begin('a', async () => {
    await store.add('once').catch(() => log.push('lost'));
    await store.add('twice');
  });
  expect(await stage.strike?.('a', { fault: 'kill', place: 'after' })).toMatchObject({
    statement: 'add once',
    answer: 'done',
    cut: 'after',
    isKilled: true,
  });
  expect(stage.moves()).toEqual([]);
  await stage.letPass();
  expect(log).toEqual(['once']);
  expect(stage.faults()).toEqual([]);
});
