import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** The ways between the members of a cluster, each of which can be cut off from all others. */
export interface PeerWays {
  /** Where each member is reached by the others. */
  readonly urls: Readonly<Record<string, string>>;
  /** Whose number in the cluster is whose. Until it is said, nobody knows who calls. */
  know(numbers: ReadonlyMap<string, string>): void;
  cut(member: string): void;
  heal(): void;
  close(): Promise<void>;
}

/** A way to each member, on a socket in the folder beside the one on which it listens. Peers say in each request who they are. */
export async function openPeerWays(folder: string, members: readonly string[]): Promise<PeerWays> {
  const open = new Set<{ readonly from: string | null; readonly to: string; end(): void }>();
  let numbers: ReadonlyMap<string, string> = new Map();
  let cutOff: string | null = null;

  /** Whoever does not say who it is may be the one: a connection for a probe serves for other things later. */
  const isCut = ({ from, to }: { readonly from: string | null; readonly to: string }): boolean =>
    cutOff !== null && (from === cutOff || from === null || to === cutOff);

  const servers = members.map((to) =>
    createServer((caller) => {
      const member = connect(join(folder, `${to}:2`));
      let head = Buffer.alloc(0);
      const way = { from: null as string | null, to, end };
      open.add(way);

      function end(): void {
        caller.destroy();
        member.destroy();
        open.delete(way);
      }

      function hear(bytes: Buffer): void {
        head = Buffer.concat([head, bytes]);
        if (!head.includes('\r\n\r\n')) return;
        caller.off('data', hear);
        const number = /^x-server-from: *([0-9a-f]+)/im.exec(head.toString('latin1'))?.[1] ?? '';
        way.from = numbers.get(number) ?? null;
        if (isCut(way)) return end();
        member.write(head);
        caller.pipe(member);
      }

      for (const socket of [caller, member] as readonly Socket[]) {
        socket.on('error', () => undefined);
        socket.on('close', end);
      }
      caller.on('data', hear);
      member.pipe(caller);
    }).listen(join(folder, `${to}:3`)),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));

  return {
    urls: Object.fromEntries(members.map((member) => [member, `unix://${member}:3`])),
    know: (known) => {
      numbers = known;
      // Who called before is not known: it calls again.
      for (const way of open) way.end();
    },
    cut(member) {
      cutOff = member;
      for (const way of open) if (isCut(way)) way.end();
    },
    heal: () => {
      cutOff = null;
    },
    async close() {
      for (const way of open) way.end();
      await Promise.all(
        servers.map((server) => {
          server.close();
          return once(server, 'close');
        }),
      );
    },
  };
}
