import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { readFrames, Refused, sendFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import type { Link, Verbs } from './link.ts';
import { createLink, LinkDown } from './link.ts';

export interface Address {
  readonly port: number;
  readonly world: string;
  /** Who connects. */
  readonly node: string;
  readonly service: string;
}

/** A way to a service, which is connected when something is asked for and no connection is left. */
export interface Line {
  connect(): Promise<void>;
  /** Rejects with `LinkDown` where there is no getting through, and with `Refused` where nobody wants to hear it. */
  ask(verb: string, ...args: readonly unknown[]): Promise<unknown>;
}

/** `verbs` is what the other side may ask for over the same connection. */
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

/** Connects, says who it is, and waits to be welcome. `onEnd` is told when the connection ends, or there never was one. */
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
      if (frame.type !== 'welcome') throw new Refused(`a ${frame.type} is no greeting`);
      link = createLink(socket, service, verbs);
      resolve(link);
    }

    function refuse(says: string): void {
      reject(new Refused(says));
      socket.destroy();
    }
  });
}
