import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { framesIn } from '../../src/real/wire/postgres/frames.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';
import { openTransactionPooler } from '../database/transaction-pooler.ts';

let server: PostgresConnection;

beforeAll(async () => {
  server = await connectPostgres(await postgresUrl());
});

afterAll(() => server.close());

async function refusalOf(url: string): Promise<string> {
  const refusal = await openPostgresStage(url).then(
    (stage) => stage.close(),
    (error: Error) => error,
  );
  expect(refusal).toMatchObject({ name: 'EnvironmentError' });
  const { message } = refusal as Error;
  expect(message).toMatch(/^Postgres at [^\n]*$/);
  return message;
}

/** A server in this process that deals with each client in this way: its address. */
async function serve(deal: (client: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    sockets.add(client.on('error', () => undefined));
    deal(client);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return `postgresql://postgres@127.0.0.1:${(listener.address() as AddressInfo).port}/postgres`;
}

test('a role that may not ask who waits is refused in one line', async () => {
  const name = `mute_${randomUUID().replaceAll('-', '')}`;
  await server.script(`CREATE DATABASE ${name}`);
  await server.script(`CREATE ROLE ${name} LOGIN`);
  const url = (await postgresUrl()).replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
  const own = await connectPostgres(url);
  try {
    await own.script('REVOKE EXECUTE ON FUNCTION pg_blocking_pids FROM PUBLIC');
    expect(await refusalOf(url.replace('//postgres@', `//${name}@`))).toMatch(
      / does not say which session waits for a lock \(permission denied .*\): name a superuser .*$/,
    );
  } finally {
    await own.close();
    await server.script(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.script(`DROP ROLE ${name}`);
  }
});

test.each(['require', 'verify-full'])('an address with sslmode=%s is refused in one line', async (mode) => {
  expect(await refusalOf(`postgresql://app:secret@127.0.0.1:1/shop?sslmode=${mode}`)).toBe(
    'Postgres at 127.0.0.1:1, database shop, is asked for over TLS, which a stage does not speak: take sslmode out of DATABASE_URL, or leave DATABASE_URL out',
  );
});

test('a server that takes no connection without TLS is refused in one line', async () => {
  const fields = 'SFATAL\0C28000\0Mno pg_hba.conf entry for host "::1", user "postgres", no encryption\0\0';
  const refusal = Buffer.concat([Buffer.from('E'), Buffer.alloc(4), Buffer.from(fields)]);
  refusal.writeInt32BE(refusal.length - 1, 1);
  const url = await serve((client) => client.on('data', () => client.end(refusal)));
  expect(await refusalOf(url)).toMatch(/ demands TLS, which a stage does not speak \(no pg_hba.conf entry .*\): let /);
});

test('a pooler by the transaction is refused in one line', async () => {
  const pooler = await openTransactionPooler(await postgresUrl());
  try {
    expect(await refusalOf(pooler.url)).toMatch(/ gives a connection no session of its own \(.*\): name the server /);
  } finally {
    await pooler.close();
  }
});

test('a pooler by the session, with process numbers of its own, is refused', async () => {
  const { host, port } = new Client({ connectionString: await postgresUrl() });
  const url = await serve((client) => {
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    client.pipe(upstream).on('error', () => undefined);
    const back = framesIn('server', ({ type, whole }) => {
      if (type === 'K') whole.writeInt32BE(1, 5);
      client.write(whole);
    });
    upstream.on('data', back).on('close', () => client.destroy());
  });
  expect(await refusalOf(url)).toMatch(/ is behind a pooler, so that it is not known whose statement waits: name /);
});
