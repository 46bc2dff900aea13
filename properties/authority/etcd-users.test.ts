import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EtcdMember } from '../../src/real/database/etcd-server.ts';
import { startEtcd } from '../../src/real/database/etcd-server.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import { lacking } from './etcd.ts';

const root = { name: 'root', password: 'pass,word@1' };
let member: EtcdMember;
let way: Server;

/** Asks the member over its socket, without our client. */
async function ask(path: string, body: object, token = ''): Promise<{ token?: string }> {
  const socketPath = member.endpoint.slice('unix:'.length);
  const headers = token === '' ? {} : { authorization: token };
  const sent = request({ socketPath, path: `/v3/auth/${path}`, method: 'POST', headers });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return JSON.parse(text) as { token?: string };
}

/** The address of the member as this user. */
function addressAs(user: string): string {
  return `http://${user}127.0.0.1:${(way.address() as AddressInfo).port}`;
}

/** Writes a key and reads it, at one address. */
async function use(address: string): Promise<unknown> {
  const etcd = connectEtcd([address]);
  try {
    await etcd.commit([], [{ key: 'faultbook/x', value: 'y' }]);
    return (await etcd.read('faultbook/x')).entries.map(({ value }) => value);
  } finally {
    etcd.close();
  }
}

describe.skipIf(lacking !== null)('an etcd with users', () => {
  beforeAll(async () => {
    member = await startEtcd({ name: 'guarded', electionMs: 1000 });
    way = createServer((client) => {
      const upstream = connect(member.endpoint.slice('unix:'.length));
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
      client.pipe(upstream).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(way, 'listening');
    await ask('role/add', { name: 'root' });
    await ask('user/add', root);
    await ask('user/add', { name: 'nobody', password: 'x' });
    await ask('user/grant', { user: 'root', role: 'root' });
  });
  afterAll(async () => {
    way.close();
    await member.stop();
  });

  test('that has no login serves an address with a password', async () => {
    await expect(use(addressAs('root:pass,word%401@'))).resolves.toEqual(['y']);
  });

  test('serves the user of an address, with a password as it is written or encoded', async () => {
    await ask('enable', {});
    await expect(use(addressAs('root:pass,word%401@'))).resolves.toEqual(['y']);
    await expect(use(addressAs('root:pass%2Cword%401@'))).resolves.toEqual(['y']);
  });

  test.each([
    ['', /^etcd at http:\/\/127.0.0.1:\d+ refuses access without a user \(.*user name is empty\): name one that /],
    ['root:pass-4711@', /refuses access to the user 'root' \(.*authentication failed.*\): name one that /],
    ['nobody:x@', /refuses access to the user 'nobody' \(.*permission denied\): name one that /],
  ])('refuses in one line the address with %j', async (user, message) => {
    await expect(use(addressAs(user))).rejects.toThrow(message);
    await expect(use(addressAs(user))).rejects.toMatchObject({ name: 'EnvironmentError' });
    await expect(use(addressAs(user))).rejects.not.toThrow('4711');
  });

  test('that has forgotten a login gets another', async () => {
    const etcd = connectEtcd([addressAs('root:pass,word%401@')]);
    expect(await etcd.commit([], [{ key: 'faultbook/x', value: 'z' }])).toBe(true);
    const { token } = await ask('authenticate', root);
    await ask('disable', {}, token);
    await ask('enable', {});
    expect((await etcd.read('faultbook/x')).entries).toMatchObject([{ value: 'z' }]);
    etcd.close();
  });
});
