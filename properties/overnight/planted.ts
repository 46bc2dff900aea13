import type { System } from '../../src/kernel/model.ts';
import type { CounterCommand, CounterOutcome, CounterSubject, CounterView } from '../check/counter.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';

/** A counter whose systems do what no system should, each in its way, when the counter has come to seven. */
type Counter = System<CounterCommand, CounterOutcome, CounterView>;

const trouble = 7;

function when(does: () => Promise<void> | void): () => Counter {
  return () => {
    const system = counterSystem();
    return {
      ...system,
      async perform(command) {
        const outcome = await system.perform(command);
        if ((await system.view()).value === trouble) await does();
        return outcome;
      },
    };
  };
}

const hoard: number[][] = [];
let opened = 0;

const systems: Readonly<Record<string, () => Counter>> = {
  plain: () => counterSystem(),
  wrong: () => counterSystem((value) => (value === trouble ? trouble + 1 : value)),
  /** It takes turns. */
  sometimes: () => {
    opened += 1;
    const isWrong = opened % 3 === 0;
    return counterSystem((value) => (isWrong && value === trouble ? trouble + 1 : value));
  },
  crashing: when(() => process.abort()),
  hanging: when(() => {
    for (;;);
  }),
  waiting: when(() => new Promise<void>(() => undefined)),
  hungry: when(() => {
    // Faster than the shortest time after which it would pass for hanging.
    const much = Array.from({ length: 1_000_000 }, () => 0.5);
    for (;;) hoard.push(much.slice());
  }),
  closed: () => {
    throw new Error('nobody answers on port 5432');
  },
};

const counter = counterSubject(() => counterSystem());

/** `planted` for processes that find it by its name. */
export const planted: CounterSubject = {
  ...counter,
  name: 'planted',
  scopes: { usual: { most: 9 }, large: { most: 12 } },
  coverageGoals: counter.coverageGoals.map((goal) => Object.assign(goal, { share: { usual: 0.2, large: 0.2 } })),
  systems: Object.entries(systems).map(([name, open]) => ({ name, open: async () => open() })),
};
