import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { nextTick } from 'node:process';

/** The stage's end of a connection. */
export interface ClientEnd {
  readonly socket: Socket;
  /** Whether the client is in this process. */
  isOfThisProcess(): boolean;
  /** The actor in whose context the client wrote the last bytes that were read; `null` where none is known. */
  writer(): string | null;
  /** Calls with all that the client writes. */
  read(onBytes: (bytes: Buffer) => void): void;
  write(bytes: Buffer): void;
  /** Ends the connection: the client learns it as from a network that broke down. */
  hangUp(): void;
}

/** The stage's ends of its connections. */
export interface ClientEnds {
  accept(socket: Socket): ClientEnd;
  /** Whether bytes are under way between clients in this process and the stage, or a client connects, or learns of its end. */
  isUnderWay(): boolean;
  close(): void;
}

/** Bytes that a client in this process has written and the stage has not read. */
interface Written {
  readonly bytes: Buffer;
  /** The actor in whose context they were written. */
  readonly writer: string | null;
}

/** A client in this process. */
interface Link {
  readonly written: Written[];
  give(bytes: Buffer): void;
}

/**
 * Watches the sockets that this process opens to these ports: such a client and the stage hand each other their bytes, since the
 * way through the system costs more than all else of a statement. A client in another process is read from its socket.
 */
export function watchClientEnds(isOwnPort: (port: number) => boolean, actorNow: () => string | null): ClientEnds {
  const clients = new Set<Socket>();
  /** By the ports of the client and of the stage, as the ends are: clients of two ways may have the same port. */
  const links = new Map<string, Link>();
  const ends = new Map<string, { read(): void }>();
  /** The links whose client has not learned that the stage has hung up. */
  const ending = new Set<string>();

  function note(message: unknown): void {
    const { socket } = message as { readonly socket: Socket };
    const inItsContext = AsyncLocalStorage.snapshot();
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
    takeWrites(socket, () => {
      const { localPort, remotePort, remoteAddress = '' } = socket;
      const isOwn = remotePort !== undefined && isOwnPort(remotePort) && remoteAddress.endsWith('127.0.0.1');
      if (!isOwn) return null;
      const key = `${localPort} ${remotePort}`;
      const written: Written[] = [];
      links.set(key, { written, give: giverTo(socket, inItsContext) });
      // First of all: an error in what the client does then leaves out the others.
      socket.prependOnceListener('close', () => {
        links.delete(key);
        ending.delete(key);
      });
      return (bytes) => {
        written.push({ bytes, writer: actorNow() });
        ends.get(key)?.read();
      };
    });
  }
  subscribe('net.client.socket', note);

  return {
    accept(socket) {
      const key = `${socket.remotePort} ${socket.localPort}`;
      let writer: string | null = null;
      let onBytes: (bytes: Buffer) => void = () => undefined;
      const readWritten = (): void => {
        const { written = [] } = links.get(key) ?? {};
        for (let next = written.shift(); next !== undefined; next = written.shift()) {
          ({ writer } = next);
          onBytes(next.bytes);
        }
      };
      return {
        socket,
        isOfThisProcess: () => links.has(key),
        writer: () => writer,
        read(whenRead) {
          onBytes = whenRead;
          socket.on('data', onBytes);
          ends.set(key, { read: readWritten });
          socket.once('close', () => ends.delete(key));
          readWritten();
        },
        write(bytes) {
          const link = links.get(key);
          if (link === undefined) socket.write(bytes);
          else link.give(bytes);
        },
        hangUp() {
          if (links.has(key)) ending.add(key);
          socket.destroy();
        },
      };
    },
    isUnderWay: () =>
      ending.size > 0 ||
      [...clients].some(({ connecting }) => connecting) ||
      [...links.values()].some(({ written }) => written.length > 0),
    close: () => unsubscribe('net.client.socket', note),
  };
}

/**
 * Hands what is written to the socket to a function that is asked for once the socket is connected. With `null` the socket is
 * of no stage, and is as it was.
 */
function takeWrites(socket: Socket, takerNow: () => ((bytes: Buffer) => void) | null): void {
  let take: ((bytes: Buffer) => void) | null = null;

  /** Calls one of the functions once the socket is connected, by whether it is of a stage. */
  function whenConnected(ofStage: (taker: (bytes: Buffer) => void) => void, ofOther: () => void): void {
    if (socket.connecting) return void socket.once('connect', () => whenConnected(ofStage, ofOther));
    take ??= takerNow();
    if (take !== null) return ofStage(take);
    for (const own of ['_write', '_writev']) Reflect.deleteProperty(socket, own);
    ofOther();
  }

  const { _write: write, _writev: writeAll } = socket;
  Object.assign(socket, {
    _write: ((chunk: Buffer | string, encoding, done) =>
      whenConnected(
        (taker) => {
          taker(bytesOf(chunk, encoding));
          done();
        },
        () => write.call(socket, chunk, encoding, done),
      )) satisfies Socket['_write'],
    _writev: ((chunks, done) =>
      whenConnected(
        (taker) => {
          taker(Buffer.concat(chunks.map(({ chunk, encoding }) => bytesOf(chunk as Buffer | string, encoding))));
          done();
        },
        () => writeAll?.call(socket, chunks, done),
      )) satisfies Socket['_writev'],
  });
}

/** A copy: a client may use its bytes again. */
function bytesOf(chunk: Buffer | string, encoding: BufferEncoding): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
}

/** Gives bytes to the client as its socket does: together, after the code that is running, and in the context of the socket. */
function giverTo(client: Socket, inItsContext: <Result>(work: () => Result) => Result): (bytes: Buffer) => void {
  let given: Buffer[] = [];
  const giveAll = (): void => {
    const bytes = Buffer.concat(given);
    given = [];
    // The bytes count as those that it reads do: an idle socket may have a time-out.
    if (client.timeout !== undefined) client.setTimeout(client.timeout);
    client.push(bytes);
  };
  return (bytes) => {
    given.push(bytes);
    if (given.length === 1) inItsContext(() => nextTick(giveAll));
  };
}
