import { afterEach, expect, test, vi } from 'vitest';
import setup from '../global-setup.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a server that the tests cannot reach is reported before any test runs', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://postgres@127.0.0.1:1/db');
  await expect(setup()).rejects.toThrow(/^Postgres at 127\.0\.0\.1:1, database db, cannot be reached: /);
});
