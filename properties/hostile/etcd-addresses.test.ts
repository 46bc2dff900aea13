import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
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
  ['mysql://127.0.0.1:1/?password=pass-word', "'mysql://127.0.0.1:1/' is no address of etcd: "],
])('the password of an address of etcd is not printed: %s', async (endpoint, message) => {
  await expect(connectEtcd([endpoint]).read('x')).rejects.toThrow(message);
  await expect(connectEtcd([endpoint]).read('x')).rejects.not.toThrow('pass-word');
});

test('an address of etcd is used although an earlier one failed', async () => {
  for (const port of [1, 2]) {
    vi.stubEnv('ETCD_ENDPOINTS', `http://127.0.0.1:${port}`);
    const { code, err } = await runHere(check, { cwd: folder });
    expect([code, err]).toEqual([2, expect.stringContaining(`etcd at http://127.0.0.1:${port} does not answer`)]);
  }
});
