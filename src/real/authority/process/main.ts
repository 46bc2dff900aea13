import { createInterface } from 'node:readline';
import { z } from 'zod';
import { dial } from '../../network/dial.ts';
import type { Line } from '../../network/dial.ts';
import { LinkDown, verb } from '../../network/link.ts';
import { startNode } from '../node.ts';
import type { Coordinator, Items, Node } from '../ports.ts';
import { Unreachable } from '../ports.ts';
import type { NodeBirth, ReplyOfNode, OrderToNode } from './orders.ts';
import { fromWire, toWire, wireMessage } from './wire.ts';

// A server of authority as a process. The process reaches the coordinator, the items and the other servers by TCP, and
// reads its commands and the time from standard input.

/** Ctrl-C and a closed terminal signal every process of the terminal; a server ends with its parent process instead. */
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

const { name, world, port, policies, mostRetries, leaseUntilMs, ...birth } = JSON.parse(
  process.argv[2] ?? '',
) as NodeBirth;
let { nowMs } = birth;

/** Messages that are sent, and not yet acknowledged by the network. */
const leaving = new Set<Promise<unknown>>();

const line = (service: string, verbs: Parameters<typeof dial>[1] = {}): Line =>
  dial({ port, world, node: name, service }, verbs);

const grant = z.strictObject({ token: z.int(), version: z.int(), isDamaged: z.boolean() });
const toCoordinator = line('coordinator', {
  granted: verb(z.tuple([z.string(), grant]), async (_from, player, given) => node.granted(player, given)),
  thawed: verb(z.tuple([z.string()]), async (_from, player) => node.thawed(player)),
});
const toItems = line('items');
const toNetwork = line('network', {
  deliver: verb(z.tuple([wireMessage]), async (_from, wire) => {
    const message = fromWire(wire);
    if (message.type === 'save') throw new Error('a server keeps no states');
    const outcome = await node.receive(message);
    await everythingHasLeft();
    return outcome;
  }),
});

const node: Node = startNode(
  {
    name,
    policies,
    mostRetries,
    clock: { nowMs: () => nowMs },
    transport: {
      send(message) {
        const sending = toNetwork.ask('send', toWire(message));
        leaving.add(sending);
        // `everythingHasLeft` reports the error.
        sending.catch(() => undefined);
      },
    },
    coordinator: coordinatorOver(toCoordinator),
    items: itemsOver(toItems),
  },
  leaseUntilMs,
);

try {
  for (const one of [toCoordinator, toItems, toNetwork]) await one.connect();
  say({ type: 'done', value: null });
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}
for await (const text of createInterface({ input: process.stdin })) {
  try {
    const value = await obey(JSON.parse(text) as OrderToNode);
    await everythingHasLeft();
    say({ type: 'done', value: value ?? null });
  } catch (error) {
    say({ type: 'threw', says: error instanceof Error ? error.message : String(error) });
  }
}
// The end of the input means that the parent process has ended.
process.exit();

async function obey(order: OrderToNode): Promise<unknown> {
  ({ nowMs } = order);
  switch (order.type) {
    case 'perform':
      return node.perform(order.command);
    case 'tick':
      return node.tick();
    case 'reconnect':
      return node.reconnect();
    case 'dial':
      return toCoordinator.connect();
    case 'holds':
      return node.holds();
    case 'hidden':
      return node.hidden();
  }
}

/** Waits until the network has all messages. A message without a connection is lost; a refused message is an error. */
async function everythingHasLeft(): Promise<void> {
  const sent = [...leaving];
  leaving.clear();
  for (const { status, reason } of (await Promise.allSettled(sent)) as { status: string; reason?: unknown }[])
    if (status === 'rejected' && !(reason instanceof LinkDown)) throw reason;
}

function say(reply: ReplyOfNode): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

/** The coordinator over TCP. Its replies are not validated, because servers trust the coordinator. */
function coordinatorOver(through: Line): Coordinator {
  const ask = async <Reply>(verbName: string, ...args: unknown[]): Promise<Reply> => {
    try {
      return (await through.ask(verbName, ...args)) as Reply;
    } catch (error) {
      if (error instanceof LinkDown) throw new Unreachable('the coordinator does not answer', { cause: error });
      throw error;
    }
  };
  return {
    renew: (server) => ask('renew', server),
    reconcile: async (server, tokens) => void (await ask('reconcile', server, tokens)),
    requestTransfer: (wish) => ask('requestTransfer', wish),
    confirmTransfer: (message) => ask('confirmTransfer', toWire(message)),
    abortTransfer: async (message) => void (await ask('abortTransfer', toWire(message))),
    rollBackTransfer: async (player) => void (await ask('rollBackTransfer', player)),
    readRecord: (player) => ask('readRecord', player),
  };
}

function itemsOver(through: Line): Items {
  return {
    readOwner: async (item) => (await through.ask('readOwner', item)) as string | null,
    take: async (item, player) => (await through.ask('take', item, player)) as Awaited<ReturnType<Items['take']>>,
    takeReplica: async (item, player) =>
      (await through.ask('takeReplica', item, player)) as Awaited<ReturnType<Items['takeReplica']>>,
  };
}
