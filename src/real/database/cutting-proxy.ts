import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Client } from 'pg';
import { framesIn } from '../wire/postgres/frames.ts';

/** A way to a Postgres server that can be cut at a statement, on either side of it. */
export interface CuttingProxy {
  /** The address of the server by this way. */
  readonly url: string;
  /**
   * The next time that this statement arrives, or after this number of other statements, or at the commit after this number
   * of commits, the connection ends: before the statement reaches the server, or after the server has carried it out and
   * answered. The sender sees the same both times. A commit is a `COMMIT`, or a statement outside of a transaction.
   */
  cutAt(statement: CutStatement, when: CutWhen): void;
  /** Cuts no more. The statement at which it did cut, if it did. */
  disarm(): string | null;
  close(): Promise<void>;
}

export type CutStatement = string | { readonly after: number } | { readonly afterCommits: number };

export type CutWhen = 'beforeIt' | 'afterIt';

/**
 * Opens the way, on a port of this machine. It understands as much of the protocol as tells one statement from another.
 * `keepsAwake`: whether the way keeps this process alive; by default it does.
 */
export async function openCuttingProxy(
  url: string,
  { keepsAwake = true }: { readonly keepsAwake?: boolean } = {},
): Promise<CuttingProxy> {
  const { host, port, user = '', password = '', database = '' } = new Client({ connectionString: url });
  const sockets = new Set<Socket>();
  let armed: { readonly isIt: (statement: string, isCommit: boolean) => boolean; readonly when: CutWhen } | null = null;
  let cutStatement: string | null = null;

  const server = createServer((client) => {
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    const texts = new Map<string, string>();
    let isDoomed = false;
    let isInTransaction = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // Each message goes out at once: else its sender waits to send more along with it.
      socket.setNoDelay(true);
      if (!keepsAwake) socket.unref();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }

    /** The server goes first, and takes its locks with it: else who comes next may find them there, or may not. */
    function cut(): void {
      isDoomed = true;
      upstream.end();
    }

    const toServer = framesIn('client', ({ type, body, whole }) => {
      const statement = statementOf(type, body, texts);
      const isCommit = statement === 'COMMIT' || (!isInTransaction && statement?.startsWith('BEGIN') === false);
      if (statement?.startsWith('BEGIN') === true) isInTransaction = true;
      if (statement === 'COMMIT' || statement === 'ROLLBACK') isInTransaction = false;
      if (statement !== null && armed?.isIt(statement, isCommit) === true) {
        const { when } = armed;
        armed = null;
        cutStatement = statement;
        if (when === 'beforeIt') cut();
        isDoomed = true;
      }
      if (!upstream.writableEnded) upstream.write(whole);
    });
    const toClient = framesIn('server', ({ type, whole }) => {
      // Ready for the next: so the one before is done.
      if (isDoomed && type === 'Z') cut();
      else if (!isDoomed) client.write(whole);
    });
    client.on('data', toServer);
    upstream.on('data', toClient);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  if (!keepsAwake) server.unref();
  const { port: ownPort } = server.address() as AddressInfo;
  const who = [user, password].map(encodeURIComponent).join(':');

  return {
    url: `postgresql://${who}@127.0.0.1:${ownPort}/${encodeURIComponent(database)}`,
    cutAt(statement, when) {
      cutStatement = null;
      armed = { isIt: matcherOf(statement), when };
    },
    disarm() {
      armed = null;
      return cutStatement;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function matcherOf(statement: CutStatement): (text: string, isCommit: boolean) => boolean {
  if (typeof statement === 'string') return (text) => text === statement;
  let left = 'after' in statement ? statement.after : statement.afterCommits;
  return (_text, isCommit) => ('after' in statement || isCommit) && left-- === 0;
}

/** The text of the statement that a message has carried out; `null` where it has none carried out. */
function statementOf(type: string, body: Buffer, texts: Map<string, string>): string | null {
  const [first = '', second = ''] = body.toString('utf8').split('\0');
  // Parse: a name and its text. Bind: a portal and a name. Query: a text.
  if (type === 'P') texts.set(first, second);
  if (type === 'B') return texts.get(second) ?? null;
  return type === 'Q' ? first : null;
}
