import type { Command, Model, System } from '../../src/kernel/model.ts';
import type { OverlapNaming } from '../../src/kernel/observation.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import type { StressReport } from '../../src/stress/report.ts';
import type { StressOptions } from '../../src/stress/stress.ts';
import { stress } from '../../src/stress/stress.ts';

export interface Count {
  value: number;
}

export type CountCommand = Command & { readonly type: 'add' | 'take' | 'read'; readonly actor: string };
export type CountOutcome =
  | { readonly type: 'added' | 'noReply' }
  | { readonly type: 'took' | 'value'; readonly value: number };

type CounterModel = Model<Count, CountCommand, CountOutcome, Count>;
export type CounterSystem = System<CountCommand, CountOutcome, Count>;

/** A counter: `add` says nothing of its value, `take` and `read` do. */
export function counterModel(types: readonly CountCommand['type'][], count = 3): CounterModel {
  const actors = Array.from({ length: count }, (_, index) => `a${index + 1}`);
  return {
    name: 'counter',
    initial: { value: 0 },
    commands: () => actors.flatMap((actor) => types.map((type) => ({ type, actor }))),
    step: stepOfCounter,
    view: ({ value }) => ({ value }),
    invariants: [],
    recovery: () => [],
    settled: [],
  };
}

function stepOfCounter(count: Count, { type }: CountCommand): CountOutcome {
  if (type !== 'read') count.value += 1;
  if (type === 'add') return { type: 'added' };
  return { type: type === 'take' ? 'took' : 'value', value: count.value };
}

/** A counter that takes each command in this way. */
export function counterSystem(perform: (command: CountCommand, count: Count) => Promise<CountOutcome>): CounterSystem {
  const count: Count = { value: 0 };
  return {
    perform: (command) => perform(command, count),
    view: async () => ({ ...count }),
    close: async () => undefined,
  };
}

/** As the model does it, at once. */
export async function right(command: CountCommand, count: Count): Promise<CountOutcome> {
  return stepOfCounter(count, command);
}

/** The counter under stress: 8 rounds in worlds of 4 rounds. */
export function stressCounter(
  model: CounterModel,
  open: () => CounterSystem,
  options: Partial<StressOptions<CountCommand, CountOutcome>> = {},
  naming: OverlapNaming = {},
): Promise<StressReport> {
  const setup: Setup<Count, CountCommand, CountOutcome, Count> = {
    subject: 'counter',
    system: 'in memory',
    policies: {},
    scope: {},
    model,
    laneOf: ({ actor }) => actor,
    naming,
    open: async () => open(),
  };
  return stress(setup, {
    maxSeconds: Infinity,
    maxRounds: 8,
    maxWorlds: Infinity,
    roundsPerWorld: 4,
    operationsEach: 4,
    seed: 1,
    weights: {},
    faults: [],
    isUnknown: (_, { type }) => type === 'noReply',
    judgeSeconds: Infinity,
    maxMemoryBytes: 1e8,
    ...options,
  });
}
