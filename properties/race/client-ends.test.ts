import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { connect, createServer, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientEnd, ClientEnds } from '../../src/real/wire/postgres/client-ends.ts';
import { watchClientEnds } from '../../src/real/wire/postgres/client-ends.ts';

let server: Server;
let port: number;
let ends: ClientEnds;
let accepted: ClientEnd | null = null;
let read: { readonly text: string; readonly writer: string | null }[] = [];
const actors = new AsyncLocalStorage<string>();

/** A server at whose end of each connection the bytes are read as a stage does. */
beforeEach(async () => {
  read = [];
  server = createServer((socket) => {
    const end = ends.accept(socket);
    end.read((bytes) => void read.push({ text: bytes.toString(), writer: end.writer() }));
    accepted = end;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  ends = watchClientEnds(
    (one) => one === port,
    () => actors.getStore() ?? null,
  );
});

let client: Socket;
afterEach(() => {
  ends.close();
  client.destroy();
  server.close();
});

const textRead = (): string => read.map(({ text }) => text).join('');

async function connected(): Promise<ClientEnd> {
  client = connect(port, '127.0.0.1');
  await once(client, 'connect');
  client.write('hello');
  await expect.poll(textRead).toBe('hello');
  if (accepted === null) throw new Error('no client was accepted');
  return accepted;
}

test('a client of this process is read at once, and by no socket', async () => {
  const end = await connected();
  client.write('one');
  expect(textRead()).toBe('helloone');
  expect([client.bytesWritten, end.socket.bytesRead, end.isOfThisProcess()]).toEqual([0, 0, true]);
});

test('what a client holds back and then writes together is read in one piece', async () => {
  await connected();
  client.cork();
  client.write('a');
  client.write('b');
  client.uncork();
  await expect.poll(() => read.at(-1)?.text).toBe('ab');
});

test('what a client writes before it is connected is read first, and in its order', async () => {
  client = new Socket();
  client.connect(port, '127.0.0.1');
  for (const text of ['a', 'b', 'c']) client.write(text);
  await once(client, 'connect');
  client.write('d');
  await expect.poll(textRead).toBe('abcd');
  expect(accepted?.isOfThisProcess()).toBe(true);
});

test('a client may write its own buffer over once it has written it', async () => {
  await connected();
  const bytes = Buffer.from('xy');
  const half: Buffer[] = [];
  accepted?.read((got) => half.push(got));
  client.write(bytes);
  bytes.fill('-');
  expect(Buffer.concat(half).toString()).toBe('xy');
});

test('the writer of bytes is the actor in whose context they are written', async () => {
  await connected();
  actors.run('a', () => client.write('from a'));
  actors.run('b', () => client.write('from b'));
  expect(read.slice(1)).toEqual([
    { text: 'from a', writer: 'a' },
    { text: 'from b', writer: 'b' },
  ]);
});

test('a client gets its bytes together, later, and in the context of its socket', async () => {
  const end = await actors.run('a', connected);
  const got: unknown[] = [];
  client.on('data', (bytes) => got.push([bytes.toString(), actors.getStore()]));
  actors.run('b', () => {
    end.write(Buffer.from('one '));
    end.write(Buffer.from('two'));
  });
  expect(got).toEqual([]);
  await new Promise(setImmediate);
  expect(got).toEqual([['one two', 'a']]);
});

test('a client that has been destroyed gets no bytes', async () => {
  const end = await connected();
  const got: Buffer[] = [];
  client.on('data', (bytes) => got.push(bytes));
  client.destroy();
  end.write(Buffer.from('late'));
  await once(end.socket, 'close');
  expect(got).toEqual([]);
});

test('bytes set the time-out of an idle client back, as those of a socket do', async () => {
  const end = await connected();
  client.setTimeout(60_000);
  const before = timerOf(client);
  await new Promise((resolve) => setTimeout(resolve, 5));
  end.write(Buffer.from('x'));
  await new Promise(setImmediate);
  expect(timerOf(client)).toBeGreaterThan(before);
});

/** When the timer of a socket was started last, in milliseconds. */
function timerOf(socket: Socket): number {
  const timer = Object.getOwnPropertySymbols(socket)
    .map((symbol): unknown => Reflect.get(socket, symbol))
    .find((value) => typeof value === 'object' && value !== null && '_idleStart' in value);
  const { _idleStart: startedMs } = timer as { readonly _idleStart: number };
  return startedMs;
}

test('a socket to any other port is left as it is', async () => {
  const other = createServer((socket) => socket.end('bye')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  client = connect((other.address() as AddressInfo).port, '127.0.0.1');
  client.write('hello');
  const [bytes] = (await once(client, 'data')) as [Buffer];
  expect([bytes.toString(), client.bytesWritten, Object.hasOwn(client, '_write')]).toEqual(['bye', 5, false]);
  other.close();
});

test('clients of two ways that have the same port are two', async () => {
  await connected();
  const others: string[] = [];
  const other = createServer((socket) => {
    const end = ends.accept(socket);
    end.read((bytes) => void others.push(bytes.toString()));
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port: otherPort } = other.address() as AddressInfo;
  ends.close();
  ends = watchClientEnds(
    (one) => one === port || one === otherPort,
    () => null,
  );
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port: localPort } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const first = connect({ port, host: '127.0.0.1', localPort });
  const second = connect({ port: otherPort, host: '127.0.0.1', localPort });
  await Promise.all([once(first, 'connect'), once(second, 'connect')]);
  first.write(' to the first');
  second.write('to the second');
  await expect.poll(textRead).toBe('hello to the first');
  await expect.poll(() => others).toEqual(['to the second']);
  first.destroy();
  second.destroy();
  other.close();
});

test('bytes are under way while a client connects, and until they are read', async () => {
  client = connect(port, '127.0.0.1');
  expect(ends.isUnderWay()).toBe(true);
  client.write('hello');
  await once(client, 'connect');
  await expect.poll(textRead).toBe('hello');
  expect(ends.isUnderWay()).toBe(false);
});
