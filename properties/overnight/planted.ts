import { setTimeout as wait } from 'node:timers/promises';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
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
let firstOpened = 0;

const systems: Readonly<Record<string, () => Counter>> = {
  plain: () => counterSystem(),
  wrong: () => counterSystem((value) => (value === trouble ? trouble + 1 : value)),
  /** It takes turns. */
  sometimes: () => {
    opened += 1;
    const isWrong = opened % 3 === 0;
    return counterSystem((value) => (isWrong && value === trouble ? trouble + 1 : value));
  },
  /** The first one that its process opens is wrong, and no other. */
  once: () => {
    firstOpened += 1;
    const isWrong = firstOpened === 1;
    return counterSystem((value) => (isWrong && value === trouble ? trouble + 1 : value));
  },
  crashing: when(() => process.abort()),
  hanging: when(() => {
    for (;;);
  }),
  waiting: when(() => new Promise<void>(() => undefined)),
  hoarding: when(() => {
    // Faster than the shortest time after which it would pass for hanging.
    const much = Array.from({ length: 1_000_000 }, () => 0.5);
    for (;;) hoard.push(much.slice());
  }),
  /** A whole run takes it seconds, and each command less than a third of one. */
  slow: () => {
    const system = counterSystem();
    return { ...system, perform: async (command) => (await wait(300), system.perform(command)) };
  },
  closed: () => {
    throw new Error('the schema is unknown');
  },
  unreachable: () => {
    throw new EnvironmentError('no server answers on port 5432');
  },
};

/** Wrong at seven, and it throws where it should refuse. */
function throwing(): Counter {
  const system = counterSystem((value) => (value === trouble ? trouble + 1 : value));
  return {
    ...system,
    async perform(command) {
      if (command.type === 'down' && (await system.view()).value === 0) throw new RangeError('below zero');
      return system.perform(command);
    },
  };
}

const counter = counterSubject(() => counterSystem());

/** `planted` for processes that find it by its name. */
export const planted: CounterSubject = {
  ...counter,
  name: 'planted',
  scopes: { usual: { most: 9 }, large: { most: 12 } },
  coverageGoals: counter.coverageGoals.map((goal) => Object.assign(goal, { share: { usual: 0.2, large: 0.2 } })),
  systems: Object.entries(systems).map(([name, open]) => ({ name, open: async () => open() })),
};

/** Its random runs only count up: that its system throws below zero is found while another finding is minimised. */
export const climbing: CounterSubject = {
  ...planted,
  name: 'climbing',
  systems: [{ name: 'throwing', open: async () => throwing() }],
  generation: { weights: { up: 1, down: 0 }, faultRate: 0 },
};

/** Its system gives no answer when it has come to seven, and is not waited for long. */
export const silent: CounterSubject = {
  ...planted,
  name: 'silent',
  answerMs: 1,
  systems: planted.systems.filter(({ name }) => name === 'waiting'),
};

/** A worker process crashes over its model, before any run is made. */
export const crashingModel: CounterSubject = {
  ...planted,
  name: 'crashingModel',
  model(policies, scope) {
    if (process.argv[1]?.endsWith('/src/overnight/worker.ts') === true) process.kill(process.pid, 'SIGKILL');
    return planted.model(policies, scope);
  },
};
