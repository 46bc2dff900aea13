import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { sharedSession } from '../../src/real/authority/etcd/session.ts';
import { parseEndpoint, splitEndpoints } from '../../src/real/database/etcd-endpoints.ts';
import { lacksEtcd } from '../../src/real/database/etcd-server.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import { runHere } from '../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-etcd-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

const check = ['check', 'authority', '--runs', '1', '--system', 'etcd'];

test.each([
  ['http://user:pass-word@127.0.0.1:1', 'etcd at http://127.0.0.1:1 does not answer: http://127.0.0.1:1: '],
  ['https://user:pass-word@127.0.0.1:1', "'https://127.0.0.1:1' is no address of etcd: "],
  ['http://user:pass-word@/x@127.0.0.1:x', "'http://127.0.0.1:x' is no address of etcd: "],
  ['user:pass-word@127.0.0.1:1', "'127.0.0.1:1' is no address of etcd: "],
  ['http://user:pass-word%@127.0.0.1:1', "'http://127.0.0.1:1' is no address of etcd: in its user or password, a "],
  ['http://user:pass-word', "'http://user:…' is no address of etcd: "],
  ['user:pass-word', "'user:…' is no address of etcd: "],
  ['mysql://127.0.0.1:1/?password=pass-word', "'mysql://127.0.0.1:1/' is no address of etcd: "],
])('the password of an address of etcd is not printed: %s', async (endpoint, message) => {
  const read = async (): Promise<unknown> => connectEtcd([endpoint]).read('x');
  await expect(read()).rejects.toThrow(message);
  await expect(read()).rejects.not.toThrow('pass-word');
});

test.each([
  ['http://u:pass,word@a:1,http://u:pass%2Cword@b:2', ['a', 'b']],
  ['http://u:pass,word@a:1, unix:/x,y/m:1', ['a', '/x,y/m:1']],
  ['unix:/x:1,http://u:pass,,word@[::1]:1', ['/x:1', '::1']],
])('an address of etcd is cut at no comma of its password: %s', (list, places) => {
  const endpoints = splitEndpoints(list).map(parseEndpoint);
  expect(endpoints.map(({ place }) => ('host' in place ? place.host : place.socketPath))).toEqual(places);
  for (const { login, shown } of endpoints) {
    expect(login?.password ?? 'pass,word').toMatch(/^pass,+word$/);
    expect(shown).not.toContain('word');
  }
});

test('a comma in the password of an address of etcd does not make two addresses of it', async () => {
  vi.stubEnv('ETCD_ENDPOINTS', 'http://user:pass-4711,word@127.0.0.1:1,http://127.0.0.1:2');
  const { code, err } = await runHere(check, { cwd: folder });
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(
      /^faultbook: etcd at http:\/\/127\.0\.0\.1:1, http:\/\/127\.0\.0\.1:2 does not answer: [^\n]*\n$/,
    ),
  ]);
  expect(err).not.toMatch(/4711|word/);
});

test.skipIf(lacksEtcd() !== null)('an address of etcd is used although an earlier one answered', async () => {
  await sharedSession();
  vi.stubEnv('ETCD_ENDPOINTS', 'http://127.0.0.1:1');
  await expect(sharedSession()).rejects.toThrow('etcd at http://127.0.0.1:1 does not answer');
});

test('an address of etcd is used although an earlier one failed', async () => {
  for (const port of [1, 2]) {
    vi.stubEnv('ETCD_ENDPOINTS', `http://127.0.0.1:${port}`);
    const { code, err } = await runHere(check, { cwd: folder });
    expect([code, err]).toEqual([2, expect.stringContaining(`etcd at http://127.0.0.1:${port} does not answer`)]);
  }
});
