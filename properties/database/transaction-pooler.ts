import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { framesIn } from '../../src/real/wire/postgres/frames.ts';

export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

/** `AuthenticationOk`, and `ReadyForQuery` outside of a transaction. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** A connection to the server that belongs to one client after the other. */
interface Backend {
  readonly socket: Socket;
  client: Socket | null;
}

/** A pooler in this process that hands out the sessions of a server by the transaction: the one that was used last first. */
export async function openTransactionPooler(url: string): Promise<Pooler> {
  const { host, port, user = '', database = '' } = new Client({ connectionString: url });
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-pooler-'));
  const idle: Backend[] = [];
  const sockets = new Set<Socket>();

  function add(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  }

  /** Logs in, and answers its client from then on. */
  function openBackend(startup: Buffer, client: Socket, first: Buffer): Backend {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    const backend: Backend = { socket, client };
    let isReady = false;
    const read = framesIn('server', ({ type, body, whole }) => {
      const wasReady = isReady;
      isReady ||= type === 'Z';
      if (!wasReady) return void (isReady && socket.write(first));
      backend.client?.write(whole);
      if (type !== 'Z' || body.toString() !== 'I') return;
      backend.client = null;
      idle.push(backend);
    });
    add(socket);
    socket.on('data', read).write(startup);
    return backend;
  }

  const server = createServer((client) => {
    let startup: Buffer | null = null;
    let own: Backend | null = null;
    add(client);
    client.on('data', (data: Buffer) => {
      if (startup === null) {
        startup = data;
        client.write(welcome);
      } else if (own?.client === client) own.socket.write(data);
      else {
        own = idle.pop() ?? null;
        if (own === null) own = openBackend(startup, client, data);
        else {
          own.client = client;
          own.socket.write(data);
        }
      }
    });
  });
  server.listen(join(folder, '.s.PGSQL.5432'));
  await once(server, 'listening');
  return {
    url: `postgresql://${encodeURIComponent(user)}@/${encodeURIComponent(database)}?host=${folder}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
