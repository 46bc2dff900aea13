import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { watchClientEnds } from '../../src/real/wire/postgres/client-ends.ts';
import { stagedConnection } from '../../src/real/wire/postgres/connection.ts';
import { followSession } from '../../src/real/wire/postgres/footprints/session.ts';
import type { StagedConnection } from '../../src/real/wire/postgres/staged-connection.ts';

/** A connection of the stage between two sockets in the hands of a test, which is ready for the first statement. */
export interface Wire {
  readonly connection: StagedConnection;
  /** The end of the client. */
  readonly program: Socket;
  /** The end of the server. */
  readonly database: Socket;
  /** What the server has received, and the client. */
  atServer(): string;
  atClient(): string;
  readonly faults: readonly string[];
  close(): void;
}

/** A socket, and its other end. */
async function socketPair(): Promise<readonly [Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const accepted = once(server, 'connection');
  await once(near, 'connect');
  const [far] = (await accepted) as [Socket];
  server.close();
  return [near, far];
}

/** A message of the protocol. */
export function message(type: string, ...parts: readonly string[]): Buffer {
  const body = Buffer.from(parts.join(''), 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

export const ready: Buffer = message('Z', 'I');

export async function openWire(): Promise<Wire> {
  const [program, client] = await socketPair();
  const [database, server] = await socketPair();
  let [atServer, atClient] = ['', ''];
  database.on('data', (bytes) => (atServer += bytes.toString('latin1')));
  const ends = watchClientEnds(
    () => false,
    () => null,
  );
  const faults: string[] = [];
  const connection = stagedConnection(
    { client: ends.accept(client), server },
    {
      footprints: followSession(
        () => null,
        () => 'unknown',
      ),
      holds: () => true,
      settingsFor: () => ({}),
      holdsAnswers: () => false,
      onActivity: () => undefined,
      actorNow: () => 'a',
      rewrite: (statement) => statement,
      onWait: () => undefined,
      onAnswer: () => undefined,
      onOneStep: () => undefined,
      onFault: (line) => faults.push(line),
    },
  );
  program.write(message('', '\0\x03\0\0', 'user\0a\0\0'));
  await once(database, 'data');
  database.write(ready);
  await once(program, 'data');
  atServer = '';
  program.on('data', (bytes) => (atClient += bytes.toString('latin1')));
  return {
    connection,
    program,
    database,
    atServer: () => atServer,
    atClient: () => atClient,
    faults,
    close() {
      ends.close();
      program.destroy();
      database.destroy();
    },
  };
}
