import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../src/real/database/postgres-server.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { bin, check, start } from './checks.ts';
import { everythingIn, fillWithData } from './users-data.ts';

test.each([
  ['race queue --system postgres --depth 3 --max-schedules 200'],
  ['overnight queue --systems postgres --hours 0.005 --workers 1'],
])('%s leaves the data of the user as it is, and no schema', async (args) => {
  const server = await startPostgres();
  const user = await connectPostgres(server.url);
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-users-data-'));
  onTestFinished(async () => {
    await user.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  await fillWithData(user);
  const schemas = (): Promise<unknown[]> => user.unprepared('SELECT oid, nspname FROM pg_namespace ORDER BY oid');
  const before = [await everythingIn(user), await schemas()];
  const { code } = await start([bin, ...args.split(' ')], { DATABASE_URL: server.url }, folder).ended;
  expect([0, 3]).toContain(code);
  // A campaign ends its processes at once when its time is up, and the next run drops what they leave.
  expect([0, 3]).toContain((await check(server.url).ended).code);
  expect([await everythingIn(user), await schemas()]).toEqual(before);
});
