import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Wire } from './wire.ts';
import { message, openWire, ready } from './wire.ts';

let wire: Wire;
beforeEach(async () => {
  wire = await openWire();
});
afterEach(() => wire.close());

const describe = Buffer.concat([message('P', 's\0SELECT $1\0', '\0\0'), message('D', 'Ss\0'), message('H')]);
const described = [message('1'), message('t', '\0\0'), message('n')];

test('a statement that is being described is under way until the server has answered', async () => {
  const { program, database, connection } = wire;
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
  const { program, database, connection, atServer } = wire;
  program.write(Buffer.concat([message('Q', 'SELECT 1\0'), describe]));
  await expect.poll(() => connection.next()?.statement).toBe('SELECT 1');
  expect(atServer()).not.toContain('$1');
  connection.release();
  await once(database, 'data');
  expect(atServer()).not.toContain('$1');
  database.write(Buffer.concat([message('C', 'SELECT 1\0'), ready]));
  await expect.poll(() => connection.isAnswered).toBe(true);
  connection.deliver();
  await expect.poll(atServer).toContain('$1');
});
