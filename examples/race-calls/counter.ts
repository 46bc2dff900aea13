import { defineModel, defineSubject, openCallStage, stageCalls } from '../../src/index.ts';
import type { Subject } from '../../src/index.ts';

// A counter that is read and then written, as by an API or a repository: two that count at once lose a count.

interface Counters {
  read(): Promise<number>;
  write(value: number): Promise<void>;
  add(): Promise<number>;
}

function countersInMemory(): Counters {
  let count = 0;
  return {
    read: async () => count,
    write: async (value) => void (count = value),
    add: async () => (count += 1),
  };
}

type Count = { readonly type: 'count'; readonly actor: string };
type State = { count: number };

const initial: State = { count: 0 };
const model = defineModel({
  initial,
  commands: ({ count }): Count[] => (count < 3 ? ['a', 'b'].map((actor) => ({ type: 'count', actor })) : []),
  step(draft) {
    draft.count += 1;
    return { type: 'counted' };
  },
  invariants: { counts: ({ count }) => count >= 0 },
});

/** `isMended`: each call of the counter counts by itself. */
const system = (name: string, isMended: boolean) => ({
  name,
  concurrent: true,
  stage: () => openCallStage(),
  async open() {
    const counters = stageCalls(countersInMemory());
    return {
      async perform() {
        if (isMended) await counters.add();
        else await counters.write((await counters.read()) + 1);
        return { type: 'counted' };
      },
      view: async () => ({ count: await counters.read() }),
      close: async () => undefined,
    };
  },
});

export const counter: Subject<State, Count, { readonly type: string }, State> = defineSubject({
  name: 'counter',
  model,
  systems: [system('app', false), system('mended', true)],
});
