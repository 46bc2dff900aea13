import type { Message } from '../../alphabets/authority.ts';
import type { InProcessNetwork } from '../network/in-process.ts';
import type { NodeSurroundings } from './node.ts';
import { startNode } from './node.ts';
import type { Coordinator, Node } from './ports.ts';
import { Unreachable } from './ports.ts';

/** The parameters that all servers share. */
export interface Shared extends Omit<NodeSurroundings, 'name' | 'transport'> {
  readonly servers: readonly string[];
  readonly network: InProcessNetwork<Message>;
}

/** Runs the servers, with the links between each server and the coordinator. */
export interface Hosting {
  /** Starts a server with no players, whose link to the coordinator is open. */
  start(name: string, leaseUntilMs: number): Promise<Node>;
  /** Ends a server in the midst of its work. */
  kill(name: string): Promise<void>;
  /** Closes the server's link to the coordinator. */
  cut(name: string): Promise<void>;
  /** Allows the link to open again. */
  heal(name: string): Promise<void>;
  /** Loses the coordinator's replies to a server during the call. The coordinator still carries the requests out. */
  losingReplies<Result>(name: string, during: () => Promise<Result>): Promise<Result>;
  /** Ends all servers that are still running. */
  close(): Promise<void>;
}

export type StartHosting = (shared: Shared) => Promise<Hosting>;

/** Runs servers as objects of this process, over the given network. */
export const inThisProcess: StartHosting = async ({ coordinator, network, ...surroundings }) => {
  const cut = new Set<string>();
  const unheard = new Set<string>();
  return {
    async start(name, leaseUntilMs) {
      const own = {
        name,
        transport: network,
        coordinator: overLink(coordinator, { isOpen: () => !cut.has(name), isHeard: () => !unheard.has(name) }),
      };
      return startNode({ ...surroundings, ...own }, leaseUntilMs);
    },
    kill: async (name) => void cut.delete(name),
    cut: async (name) => void cut.add(name),
    heal: async (name) => void cut.delete(name),
    async losingReplies(name, during) {
      unheard.add(name);
      try {
        return await during();
      } finally {
        unheard.delete(name);
      }
    },
    close: async () => undefined,
  };
};

interface Line {
  isOpen(): boolean;
  isHeard(): boolean;
}

/** A server's access to the coordinator: over a link that may be down, or go down before the reply. */
function overLink(coordinator: Coordinator, { isOpen, isHeard }: Line): Coordinator {
  async function through<Reply>(call: () => Promise<Reply>): Promise<Reply> {
    if (!isOpen()) throw new Unreachable('the coordinator does not answer');
    const reply = await call();
    if (!isHeard()) throw new Unreachable('the answer of the coordinator was lost');
    return reply;
  }
  return {
    renew: (server) => through(() => coordinator.renew(server)),
    reconcile: (server, tokens) => through(() => coordinator.reconcile(server, tokens)),
    requestTransfer: (wish) => through(() => coordinator.requestTransfer(wish)),
    confirmTransfer: (message) => through(() => coordinator.confirmTransfer(message)),
    abortTransfer: (message) => through(() => coordinator.abortTransfer(message)),
    rollBackTransfer: (player) => through(() => coordinator.rollBackTransfer(player)),
    readRecord: (player) => through(() => coordinator.readRecord(player)),
  };
}
