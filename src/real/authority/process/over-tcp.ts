import { randomUUID } from 'node:crypto';
import type { AuthorityOutcome, HeldPlayer } from '../../../alphabets/authority.ts';
import type { Verb, Verbs } from '../../network/link.ts';
import { listen } from '../../network/listen.ts';
import type { StartHosting } from '../hosting.ts';
import type { Node } from '../ports.ts';
import type { NodeProcess } from './node-process.ts';
import { startNodeProcess } from './node-process.ts';
import { coordinatorVerbs, itemVerbs, networkVerbs } from './services.ts';
import { toWire } from './wire.ts';

/** The address of a world, to which servers connect. Tests connect strangers to the same port. */
export interface Door {
  readonly world: string;
  readonly port: number;
}

/** Callbacks for tests: the address of the world, and each process that starts. */
export interface Witness {
  onOpen?(door: Door): void;
  onStart?(name: string, server: NodeProcess): void;
}

/**
 * Runs each server as a process, which reaches the coordinator, the items and the other servers by TCP on loopback,
 * over a connection for each. Messages between servers wait in the network until a command delivers them. A cut closes
 * the connection to the coordinator and refuses new connections; a kill is SIGKILL.
 */
export function overTcp({ onOpen, onStart }: Witness = {}): StartHosting {
  return async ({ policies, mostRetries, clock, coordinator, items, network, servers }) => {
    const world = randomUUID();
    const cutOff = new Set<string>();
    const unheard = new Set<string>();
    const reception = await listen({
      world,
      nodes: servers,
      services: {
        coordinator: withoutAnswer(coordinatorVerbs(coordinator), breakOff),
        items: itemVerbs(items),
        network: networkVerbs(network, servers),
      },
    });
    const { port } = reception;
    const processes = new Map<string, NodeProcess>();
    onOpen?.({ world, port });

    /** Ends the connection after the request is carried out and before the reply. */
    function breakOff(name: string): void {
      if (unheard.has(name)) reception.shut(name, 'coordinator');
    }

    function shut(name: string): void {
      cutOff.add(name);
      reception.shut(name, 'coordinator');
    }

    function open(name: string): void {
      cutOff.delete(name);
      reception.open(name, 'coordinator');
    }

    async function kill(name: string): Promise<void> {
      await processes.get(name)?.kill();
      processes.delete(name);
      open(name);
    }

    return {
      async start(name, leaseUntilMs) {
        const nowMs = clock.nowMs();
        const server = await startNodeProcess({ name, world, port, policies, mostRetries, nowMs, leaseUntilMs });
        processes.set(name, server);
        onStart?.(name, server);
        return nodeOf(server, {
          nowMs: clock.nowMs,
          ask: (...what) => reception.ask(name, ...what),
        });
      },
      kill,
      cut: async (name) => shut(name),
      heal: async (name) => open(name),
      async losingReplies(name, during) {
        if (cutOff.has(name)) return during();
        unheard.add(name);
        try {
          return await during();
        } finally {
          unheard.delete(name);
          reception.open(name, 'coordinator');
          await processes.get(name)?.send({ type: 'dial', nowMs: clock.nowMs() });
        }
      },
      async close() {
        for (const server of processes.values()) await server.kill();
        await reception.close();
      },
    };
  };
}

/** The same verbs, with a callback after the verb is carried out and before the reply. */
function withoutAnswer(verbs: Verbs, between: (node: string) => void): Verbs {
  const after =
    (does: Verb): Verb =>
    async (node, args) => {
      const value = await does(node, args);
      between(node);
      return value;
    };
  return Object.fromEntries(Object.entries(verbs).map(([name, does]) => [name, after(does)]));
}

interface Ways {
  nowMs(): number;
  ask(service: string, verb: string, ...args: readonly unknown[]): Promise<unknown>;
}

/** A server as a `Node`: messages and calls of the coordinator go by TCP, all commands by standard input. */
function nodeOf({ send }: NodeProcess, { nowMs, ask }: Ways): Node {
  return {
    perform: async (command) => (await send({ type: 'perform', nowMs: nowMs(), command })) as AuthorityOutcome,
    receive: async (message) => (await ask('network', 'deliver', toWire(message))) as AuthorityOutcome,
    tick: async () => void (await send({ type: 'tick', nowMs: nowMs() })),
    reconnect: async () => void (await send({ type: 'reconnect', nowMs: nowMs() })),
    granted: async (player, grant) => void (await ask('coordinator', 'granted', player, grant)),
    thawed: async (player) => void (await ask('coordinator', 'thawed', player)),
    hidden: async () => (await send({ type: 'hidden', nowMs: nowMs() })) as readonly string[],
    holds: async () => (await send({ type: 'holds', nowMs: nowMs() })) as Readonly<Record<string, HeldPlayer>>,
  };
}
