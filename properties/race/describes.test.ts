import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stagedConnection } from '../../src/real/wire/postgres/connection.ts';
import type { StagedConnection } from '../../src/real/wire/postgres/staged-connection.ts';

/** The ends of the program and of the server, and the connection of the stage between them. */
let program: Socket;
let database: Socket;
let connection: StagedConnection;
let received = '';

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

function message(type: string, ...parts: readonly string[]): Buffer {
  const body = Buffer.from(parts.join(''), 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const ready = message('Z', 'I');
const describe = Buffer.concat([message('P', 's\0SELECT $1\0', '\0\0'), message('D', 'Ss\0'), message('H')]);
const described = [message('1'), message('t', '\0\0'), message('n')];

beforeEach(async () => {
  let client: Socket;
  let server: Socket;
  [program, client] = await socketPair();
  [database, server] = await socketPair();
  received = '';
  database.on('data', (bytes) => (received += bytes.toString('latin1')));
  connection = stagedConnection(
    { client, server },
    {
      holds: () => true,
      settingsFor: () => ({}),
      holdsAnswers: () => false,
      onActivity: () => undefined,
      actorAt: () => 'a',
      onWait: () => undefined,
      onAnswer: () => undefined,
      onOneStep: () => undefined,
      onFault: () => undefined,
    },
  );
  program.write(message('', '\0\x03\0\0', 'user\0a\0\0'));
  await once(database, 'data');
  database.write(ready);
  await once(program, 'data');
});
afterEach(() => {
  program.destroy();
  database.destroy();
});

test('a statement that is being described is under way until the server has answered', async () => {
  program.write(describe);
  await once(database, 'data');
  expect(connection.isUnderWay()).toBe(true);
  expect(connection.next()).toBeNull();
  for (const answer of described) {
    expect(connection.isUnderWay()).toBe(true);
    database.write(answer);
    await once(program, 'data');
  }
  expect(connection.isUnderWay()).toBe(false);
});

test('a statement is described only after the statement before it, which is held', async () => {
  program.write(Buffer.concat([message('Q', 'SELECT 1\0'), describe]));
  await expect.poll(() => connection.next()?.statement).toBe('SELECT 1');
  expect(received).not.toContain('$1');
  connection.release();
  await once(database, 'data');
  expect(received).not.toContain('$1');
  database.write(Buffer.concat([message('C', 'SELECT 1\0'), ready]));
  await expect.poll(() => connection.isAnswered).toBe(true);
  connection.deliver();
  await expect.poll(() => received).toContain('$1');
});
