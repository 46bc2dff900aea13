import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/** The sockets of this process that go to a stage, and those at its end. */
export interface Traffic {
  /** Notes a socket at the stage's end. */
  accept(socket: Socket): void;
  /** Whether a socket at the stage's end has its other end in this process. */
  isOfThisProcess(socket: Socket): boolean;
  /** Whether bytes are under way between clients in this process and the stage, or a client connects. */
  isUnderWay(): boolean;
  close(): void;
}

/** Watches the sockets that this process opens to these ports. */
export function watchTraffic(isOwnPort: (port: number) => boolean): Traffic {
  const clients = new Set<Socket>();
  const accepted = new Map<number, Socket>();
  const note = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
  };
  subscribe('net.client.socket', note);

  return {
    isOfThisProcess: (socket) => [...clients].some((client) => client.localPort === socket.remotePort),
    accept(socket) {
      const port = socket.remotePort ?? 0;
      accepted.set(port, socket);
      socket.once('close', () => accepted.delete(port));
    },
    isUnderWay() {
      for (const client of clients) {
        if (client.connecting) return true;
        if (client.remotePort === undefined || !isOwnPort(client.remotePort)) continue;
        const end = accepted.get(client.localPort ?? 0);
        if (end === undefined) return true;
        if (client.bytesWritten !== end.bytesRead || end.bytesWritten !== client.bytesRead) return true;
      }
      return false;
    },
    close: () => unsubscribe('net.client.socket', note),
  };
}

/** So many turns of the event loop without anything new: then an actor of this process waits for another one. */
const parkedTurns = 6;

/** How an actor has come to rest, or `restless` where it has not. `parked`: it waits for another one, as for a connection of a pool. */
export type Rest = 'arrived' | 'parked' | 'restless';

/**
 * Waits until an actor has come to rest. Of an actor in another process silence is all that can be seen: so long, in
 * milliseconds, is it waited for.
 */
export async function cameToRest({
  hasCome,
  isBusy,
  isWorking,
  activity,
  silenceMs,
  longestWorkMs,
  patienceMs,
}: {
  /** It has sent its next statement, or its call has settled. */
  hasCome(): boolean;
  isBusy(): boolean;
  /** Files or timers are under way in this process, and no byte. */
  isWorking(): boolean;
  /** A number that grows with all that happens. */
  activity(): number;
  /** 0 for an actor of this process. */
  silenceMs(): number;
  /** How long files and timers are waited for without a byte, in milliseconds. */
  longestWorkMs: number;
  /** How long the actor has in all, in milliseconds. */
  patienceMs: number;
}): Promise<Rest> {
  let before = -1;
  let stirredMs = performance.now();
  const limitMs = stirredMs + patienceMs;
  for (let calm = 0; performance.now() < limitMs;) {
    await turn();
    const isQuiet = activity() === before && !isBusy();
    const isStill = isQuiet && !isWorking();
    if (!isQuiet) stirredMs = performance.now();
    before = activity();
    calm = isStill ? calm + 1 : 0;
    if (hasCome() && calm >= 1) return 'arrived';
    const quietMs = performance.now() - stirredMs;
    if (isQuiet && !isStill) {
      if (quietMs >= longestWorkMs) return 'restless';
      await pause(1);
    }
    if (calm < parkedTurns) continue;
    if (quietMs >= silenceMs()) return 'parked';
    await pause(1);
  }
  return 'restless';
}
