import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Who wrote what to sockets that several actors of this process share. */
export interface Writers {
  /** The actor that wrote the byte before this place of the stream; `null` where it was none. `end`: the stage's end of the socket. */
  at(end: Socket, place: number): string | null;
  close(): void;
}

interface Written {
  /** The place in the stream after it. */
  readonly to: number;
  readonly actor: string | null;
}

/** Notes the actor in whose context bytes are written to this port. */
export function watchWriters(isSharedPort: (port: number) => boolean, actorNow: () => string | null): Writers {
  /** By the port of the client's end. */
  const written = new Map<number, Written[]>();

  function note(message: unknown): void {
    const { socket } = message as { readonly socket: Socket };
    // `connect` puts the method of the class back.
    socket.once('connect', () => {
      const { remotePort, localPort } = socket;
      if (remotePort === undefined || localPort === undefined || !isSharedPort(remotePort)) return;
      const own: Written[] = [];
      written.set(localPort, own);
      socket.once('close', () => written.delete(localPort));
      const write = (...parts: unknown[]): unknown => {
        const actor = actorNow();
        const result: unknown = Reflect.apply(Socket.prototype.write, socket, parts);
        own.push({ to: socket.bytesWritten, actor });
        return result;
      };
      Object.defineProperty(socket, 'write', { value: write, configurable: true, writable: true });
    });
  }
  subscribe('net.client.socket', note);

  return {
    at(end, place) {
      const own = written.get(end.remotePort ?? 0) ?? [];
      const found = own.findIndex(({ to }) => to >= place);
      if (found < 0) return null;
      own.splice(0, found);
      return own[0]?.actor ?? null;
    },
    close: () => unsubscribe('net.client.socket', note),
  };
}
