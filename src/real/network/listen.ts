import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { readFrames, Refused, sendFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import type { Link, Verbs } from './link.ts';
import { createLink, LinkDown } from './link.ts';

export interface House {
  /** Nodes of other worlds are refused, even if their name is known. */
  readonly world: string;
  readonly nodes: readonly string[];
  /** The verbs of each service, by the name of the service. */
  readonly services: Readonly<Record<string, Verbs>>;
}

/** A port on loopback to which nodes connect, once for each service. */
export interface Reception {
  readonly port: number;
  /** Rejects with `LinkDown` if the node has no connection for the service. */
  ask(node: string, service: string, verb: string, ...args: readonly unknown[]): Promise<unknown>;
  /** Ends the node's connection for the service, and refuses new connections until `open`. */
  shut(node: string, service: string): void;
  open(node: string, service: string): void;
  close(): Promise<void>;
}

/** Listens on a free port of loopback. */
export async function listen({ world, nodes, services }: House): Promise<Reception> {
  const sockets = new Set<Socket>();
  const shut = new Set<string>();
  const connected = new Map<string, { readonly socket: Socket; readonly link: Link }>();
  const keyOf = (node: string, service: string): string => JSON.stringify([node, service]);

  const server = createServer((socket) => {
    let link: Link | null = null;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      link?.end();
    });
    socket.on('data', readFrames(hear, refuse));

    function refuse(says: string): void {
      sendFrame(socket, { type: 'refused', says });
      socket.destroySoon();
    }

    function hear(frame: Frame): void {
      if (link !== null) return link.hear(frame);
      const { node, service, verbs } = greet(frame);
      const key = keyOf(node, service);
      if (shut.has(key)) return void socket.destroy();
      connected.get(key)?.socket.destroy();
      link = createLink(socket, node, verbs);
      connected.set(key, { socket, link });
      sendFrame(socket, { type: 'welcome' });
    }
  });

  /** Throws `Refused` for an unknown node. */
  function greet(frame: Frame): { readonly node: string; readonly service: string; readonly verbs: Verbs } {
    if (frame.type !== 'hello') throw new Refused('the first frame of a connection must be a hello');
    const { node, service } = frame;
    if (frame.world !== world) throw new Refused(`${node} belongs to another world`);
    if (!nodes.includes(node)) throw new Refused(`unknown node ${node}; known nodes: ${nodes.join(', ')}`);
    const verbs = Object.hasOwn(services, service) ? services[service] : undefined;
    if (verbs === undefined)
      throw new Refused(`unknown service ${service}; known services: ${Object.keys(services).join(', ')}`);
    return { node, service, verbs };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async ask(node, service, verb, ...args) {
      const link = connected.get(keyOf(node, service))?.link;
      if (link === undefined) throw new LinkDown(`${node} has not connected for ${service}`);
      return link.ask(verb, ...args);
    },
    shut(node, service) {
      const key = keyOf(node, service);
      shut.add(key);
      connected.get(key)?.socket.destroy();
      connected.delete(key);
    },
    open: (node, service) => void shut.delete(keyOf(node, service)),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
