import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { readFrames, Refused, sendFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import type { Link, Verbs } from './link.ts';
import { createLink, LinkDown } from './link.ts';

export interface Address {
  readonly port: number;
  readonly world: string;
  /** The node that connects. */
  readonly node: string;
  readonly service: string;
}

/** A line to a service. A request connects the line if there is no connection. */
export interface Line {
  connect(): Promise<void>;
  /** Rejects with `LinkDown` without a connection, and with `Refused` if the other side refuses the request. */
  ask(verb: string, ...args: readonly unknown[]): Promise<unknown>;
}

/** `verbs` are the requests that the other side may send over the same connection. */
export function dial(address: Address, verbs: Verbs): Line {
  let link: Promise<Link> | null = null;

  function reach(): Promise<Link> {
    link ??= greet(address, verbs, () => (link = null));
    return link;
  }

  return {
    connect: async () => void (await reach()),
    ask: async (verb, ...args) => (await reach()).ask(verb, ...args),
  };
}

/** Connects, sends a hello, and waits for the reply. `onEnd` is called when the connection ends or fails. */
function greet({ port, world, node, service }: Address, verbs: Verbs, onEnd: () => void): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let link: Link | null = null;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      onEnd();
      link?.end();
      reject(new LinkDown(`there is no connection for ${service}`));
    });
    socket.on('connect', () => sendFrame(socket, { type: 'hello', world, node, service }));
    socket.on('data', readFrames(hear, refuse));

    function hear(frame: Frame): void {
      if (link !== null) return link.hear(frame);
      if (frame.type === 'refused') throw new Refused(frame.says);
      if (frame.type !== 'welcome') throw new Refused(`a frame of type ${frame.type} is not a greeting`);
      link = createLink(socket, service, verbs);
      resolve(link);
    }

    function refuse(says: string): void {
      reject(new Refused(says));
      socket.destroy();
    }
  });
}
