import { z } from 'zod';
import type { Message } from '../../../alphabets/authority.ts';
import { Refused } from '../../network/frames.ts';
import type { InProcessNetwork } from '../../network/in-process.ts';
import type { Verbs } from '../../network/link.ts';
import { verb } from '../../network/link.ts';
import type { Coordinator, Items } from '../ports.ts';
import { fromWire, handOverFromWire, wireMessage } from './wire.ts';

const named: z.ZodType<string> = z.string().min(1).max(64);
const one: z.ZodType<[string]> = z.tuple([named]);
const two: z.ZodType<[string, string]> = z.tuple([named, named]);
const report: z.ZodType<[string, Record<string, number>]> = z.tuple([named, z.record(named, z.int().min(0))]);
const wish: z.ZodType<[{ from: string; player: string; to: string }]> = z.tuple([
  z.strictObject({ from: named, player: named, to: named }),
]);

/** The requests of servers to the coordinator over a connection. Refuses a server that acts for another server. */
export function coordinatorVerbs(coordinator: Coordinator): Verbs {
  return {
    renew: verb(one, async (node, server) => coordinator.renew(mustBe(node, server))),
    reconcile: verb(report, async (node, server, tokens) => coordinator.reconcile(mustBe(node, server), tokens)),
    requestTransfer: verb(wish, async (node, wanted) => {
      mustBe(node, wanted.from);
      return coordinator.requestTransfer(wanted);
    }),
    confirmTransfer: verb(z.tuple([wireMessage]), async (node, wire) => {
      const message = handOverFromWire(wire);
      mustBe(node, message.to);
      return coordinator.confirmTransfer(message);
    }),
    abortTransfer: verb(z.tuple([wireMessage]), async (node, wire) => {
      const message = handOverFromWire(wire);
      mustBe(node, message.to);
      return coordinator.abortTransfer(message);
    }),
    rollBackTransfer: verb(one, async (_node, player) => coordinator.rollBackTransfer(player)),
    readRecord: verb(one, async (_node, player) => coordinator.readRecord(player)),
  };
}

export function itemVerbs(items: Items): Verbs {
  return {
    readOwner: verb(one, async (_node, item) => items.readOwner(item)),
    take: verb(two, async (_node, item, player) => items.take(item, player)),
    takeReplica: verb(two, async (_node, item, player) => items.takeReplica(item, player)),
  };
}

/** Accepts messages for the network. The sender does not learn whether or when a message arrives. */
export function networkVerbs(network: InProcessNetwork<Message>, servers: readonly string[]): Verbs {
  return {
    send: verb(z.tuple([wireMessage]), async (node, wire) => {
      const message = fromWire(wire);
      if (message.type === 'handOver') mustBe(node, message.from);
      if (message.type !== 'save' && !servers.includes(message.to))
        throw new Refused(`unknown node ${message.to}; known nodes: ${servers.join(', ')}`);
      network.send(message);
    }),
  };
}

function mustBe(node: string, claimed: string): string {
  if (node !== claimed) throw new Refused(`${node} claims to be ${claimed}`);
  return node;
}
