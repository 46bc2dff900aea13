import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { runHere } from '../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-postgres-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

test('addresses that reach no server leave no listener behind in the process', async () => {
  const tryAt = async (address: string): Promise<void> => {
    vi.stubEnv('DATABASE_URL', address);
    const { code } = await runHere(['check', 'queue', '--system', 'postgres', '--runs', '1'], { cwd: folder });
    expect(code).toBe(2);
  };
  await tryAt('postgresql://127.0.0.1:1/first');
  const listeners = process.listenerCount('beforeExit');
  await tryAt('postgresql://127.0.0.1:1/second');
  await tryAt('postgresql://127.0.0.1:1/second');
  expect(process.listenerCount('beforeExit')).toBe(listeners);
});
