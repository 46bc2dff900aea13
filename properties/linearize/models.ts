import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { casRegister, fifo, map } from '../../src/linearize/models.ts';
import type { HistoryModel } from '../../src/linearize/specification.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import type { Chance } from './histories.ts';

type DrawnCommand = Command & { readonly [field: string]: unknown };

/** A model with a way to draw commands. */
export interface Drawn {
  readonly name: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- each has its own state, commands and outcomes
  readonly model: HistoryModel<any, any, any, any>;
  // oxlint-disable-next-line typescript/no-explicit-any -- each has its own state
  draw(state: any, actor: string, chance: Chance): Command;
}

export const registers: Drawn = {
  name: 'register',
  model: casRegister,
  draw(_, __, chance) {
    const [one, other] = [chance(3), chance(3)];
    const kind = chance(3);
    if (kind === 0) return { type: 'read' };
    return kind === 1 ? write(one) : cas(one, other);
  },
};

function write(value: number): DrawnCommand {
  return { type: 'write', value };
}

function cas(from: number, to: number): DrawnCommand {
  return { type: 'cas', from, to };
}

const maps: Drawn = {
  name: 'map',
  model: map,
  draw(_, __, chance) {
    const key = `k${chance(2)}`;
    const type = ['get', 'put', 'append'][chance(3)] ?? 'get';
    return { type, ...(type === 'get' ? { key } : { key, value: String(chance(2)) }) };
  },
};

const queues: Drawn = {
  name: 'queue',
  model: fifo,
  draw: (_, __, chance) => (chance(2) === 0 ? { type: 'dequeue' } : { type: 'enqueue', value: chance(4) }),
};

interface SetCommand extends Command {
  readonly type: 'add' | 'remove' | 'has';
  readonly member: string;
}

/** A set: whether it changed, or whether the member is there. */
const sets: Drawn = {
  name: 'set',
  model: {
    initial: {},
    step(draft: Record<string, true>, { type, member }: SetCommand): Outcome {
      const isThere = draft[member] === true;
      if (type === 'add') draft[member] = true;
      if (type === 'remove') delete draft[member];
      return { type: isThere ? 'there' : 'absent' };
    },
    partition: ({ member }: SetCommand) => [member],
    names: ({ member }: SetCommand) => [member],
    changesNothing: ({ type }: SetCommand, outcome: Outcome) =>
      type === 'has' || outcome.type === (type === 'add' ? 'there' : 'absent'),
  },
  draw: (_, __, chance) => ({
    type: ['add', 'remove', 'has'][chance(3)] ?? 'has',
    member: `m${chance(3)}`,
  }),
};

function modelOf(subject: AnySubject, scope: Scope): ReturnType<AnySubject['model']> {
  return subject.model(allPolicies(subject), scope);
}

const jobs = modelOf(queue, { workers: 2, jobs: 2, faults: 1, attempts: 2, inFlight: 0, retries: 0 });

/** Its clock is an actor without an order in real time. */
export const jobQueue: Drawn = {
  name: 'job queue with a clock',
  model: jobs,
  draw: (state, _, chance) => drawn(jobs.commands(state), chance),
};

const resources = modelOf(booking, { clients: 2, resources: 1, units: 1, requests: 2, faults: 1 });

const bookings: Drawn = {
  name: 'booking with a clock',
  model: resources,
  draw: (state, _, chance) => drawn(resources.commands(state), chance),
};

function drawn(commands: readonly Command[], chance: Chance): Command {
  const command = commands[chance(commands.length)];
  if (command === undefined) throw new Error('the model enables no command');
  return command;
}

export const drawnModels: readonly Drawn[] = [registers, maps, queues, sets, jobQueue, bookings];
