import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import type { Stage } from '../../src/kernel/stage.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { idleStage } from './idle-stage.ts';

type Go = { readonly type: 'go'; readonly worker: string };
const initial: { gone: string[] } = { gone: [] };

const model = defineModel({
  initial,
  commands: ({ gone }): Go[] =>
    ['a', 'b'].filter((worker) => !gone.includes(worker)).map((worker) => ({ type: 'go', worker })),
  step(draft, { worker }) {
    draft.gone = [...draft.gone, worker].toSorted();
    return { type: 'went' };
  },
  invariants: {},
});

/** A stage past which a system goes: no statement is ever held. `staged`: the actors that send a statement each. */
function stageOf(staged: readonly string[]): Stage {
  const held = new Set<string>();
  let settle: (() => void) | null = null;
  return {
    ...idleStage,
    async begin(actor, call) {
      if (!staged.includes(actor)) return void (await call());
      held.add(actor);
      const settled = call();
      settle = () => void settled;
    },
    moves: () => [...held].map((actor) => ({ actor, kind: 'statement' as const, statement: 'SELECT 1' })),
    async release(actor) {
      held.delete(actor);
      settle?.();
      return { actor, kind: 'statement', statement: 'SELECT 1', answer: 'SELECT 1', woken: [] };
    },
  };
}

function open() {
  const gone: string[] = [];
  return Promise.resolve({
    perform: async ({ worker }: Go) => {
      gone.push(worker);
      return { type: 'went' };
    },
    view: async () => ({ gone: gone.toSorted() }),
    close: async () => undefined,
  });
}

const racesOn = (stage: Stage): ReturnType<typeof exploreRaces> => {
  const setup = { model, open, naming: {}, answerMs: 1000 };
  return exploreRaces({ setup: setup as never, stage }, { depth: 0, preemptions: 1 });
};

test('a system whose statements go past the stage has no verdict holds', async () => {
  const { notCounted, withoutStatement, schedules } = await racesOn(stageOf([]));
  expect(schedules).toBeGreaterThan(0);
  expect(Object.entries(notCounted)).toEqual([[expect.stringContaining('no statement came through'), schedules]]);
  expect(withoutStatement).toEqual(['a', 'b']);
});

test('an actor without a statement at the stage is named', async () => {
  const { notCounted, withoutStatement } = await racesOn(stageOf(['a']));
  expect({ notCounted, withoutStatement }).toEqual({ notCounted: {}, withoutStatement: ['b'] });
});
