import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Wire } from './wire.ts';
import { message, openWire, ready } from './wire.ts';

let wire: Wire;
beforeEach(async () => {
  wire = await openWire();
});
afterEach(() => wire.close());

const inBlock = message('Z', 'T');
const query = (text: string): Buffer => message('Q', `${text}\0`);
const done = (tag: string): Buffer => message('C', `${tag}\0`);
const text = (...messages: readonly Buffer[]): string => Buffer.concat(messages).toString('latin1');

test.each([
  ['BEGIN', 'BEGIN'],
  ['begin;', 'BEGIN'],
  ['START  TRANSACTION', 'START TRANSACTION'],
  ['BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY', 'BEGIN'],
])('%s is answered at once, and goes to the server with the statement after it', async (begin, tag) => {
  const { program, database, connection, atServer, atClient } = wire;
  program.write(query(begin));
  await expect.poll(atClient).toBe(text(done(tag), inBlock));
  expect(connection.next()).toBeNull();
  program.write(query('SELECT 1'));
  await expect.poll(() => connection.next()?.statement).toBe('SELECT 1');
  expect(atServer()).toBe('');
  connection.release();
  await expect.poll(atServer).toBe(text(query(begin), query('SELECT 1')));
  database.write(Buffer.concat([done(tag), inBlock]));
  database.write(Buffer.concat([done('SELECT 1'), inBlock]));
  await expect.poll(() => connection.isAnswered).toBe(true);
  connection.deliver();
  await expect.poll(atClient).toBe(text(done(tag), inBlock, done('SELECT 1'), inBlock));
});

test('a BEGIN that is prepared is answered message by message', async () => {
  const { program, atServer, atClient } = wire;
  const bind = [message('B', '\0b\0', '\0\0\0\0\0\0'), message('D', 'P\0'), message('E', '\0\0\0\0\0')];
  program.write(Buffer.concat([message('P', 'b\0BEGIN\0', '\0\0'), ...bind, message('S')]));
  await expect.poll(atClient).toBe(text(message('1'), message('2'), message('n'), done('BEGIN'), inBlock));
  expect(atServer()).toBe('');
});

test('a BEGIN that ends in a Flush goes to the server at once', async () => {
  const { program, atServer } = wire;
  const messages = [message('P', '\0BEGIN\0', '\0\0'), message('B', '\0\0', '\0\0\0\0\0\0')];
  const batch = Buffer.concat([...messages, message('E', '\0\0\0\0\0'), message('H')]);
  program.write(batch);
  await expect.poll(atServer).toBe(batch.toString('latin1'));
});

test.each(['BEGIN ISOLATION LEVEL SOME', 'BEGIN; SELECT 1', 'BEGIN DEFERRABLE'])(
  '%s, whose answer is up to the server, goes to it at once or is held',
  async (statement) => {
    const { program, connection, atServer, atClient } = wire;
    program.write(query(statement));
    await expect.poll(() => atServer() !== '' || connection.next() !== null).toBe(true);
    expect(atClient()).toBe('');
  },
);

test('a second BEGIN in a transaction goes to the server, which warns of it', async () => {
  const { program, atServer } = wire;
  program.write(Buffer.concat([query('BEGIN'), query('BEGIN')]));
  await expect.poll(atServer).toBe(text(query('BEGIN'), query('BEGIN')));
});

test('an insert after a BEGIN is in its transaction, and is not split', async () => {
  const { program, connection, atServer } = wire;
  program.write(Buffer.concat([query('BEGIN'), query('INSERT INTO t VALUES (1)')]));
  await expect.poll(() => connection.next()?.kind).toBe('statement');
  connection.release();
  await expect.poll(atServer).toBe(text(query('BEGIN'), query('INSERT INTO t VALUES (1)')));
});

test('a BEGIN that the server refuses after all makes the run count for nothing', async () => {
  const { program, database, connection, faults } = wire;
  program.write(Buffer.concat([query('BEGIN'), query('SELECT 1')]));
  await expect.poll(() => connection.next()?.statement).toBe('SELECT 1');
  connection.release();
  database.write(Buffer.concat([message('E', 'Mno\0\0'), ready]));
  await expect.poll(() => faults).toEqual(['a: the server refuses a BEGIN: no']);
});

test('no notifications are asked for between a BEGIN and its first statement', async () => {
  const { program, database, connection, atServer } = wire;
  program.write(query('LISTEN news'));
  await expect.poll(() => connection.next()?.kind).toBe('statement');
  connection.release();
  database.write(Buffer.concat([done('LISTEN'), ready]));
  await expect.poll(() => connection.isAnswered).toBe(true);
  connection.deliver();
  program.write(query('BEGIN'));
  await expect.poll(wire.atClient).toBe(text(done('LISTEN'), ready, done('BEGIN'), inBlock));
  const before = atServer();
  connection.askForNotifications();
  program.write(query('SELECT 1'));
  await expect.poll(() => connection.next()?.statement).toBe('SELECT 1');
  expect(atServer()).toBe(before);
});
