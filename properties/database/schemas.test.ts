import { expect, test } from 'vitest';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';

test('several are opened at once: each connection locks its own, and one locks all', async () => {
  const opened = await Promise.all(
    Array.from({ length: 5 }, () => openPostgres('CREATE TABLE things (id INTEGER PRIMARY KEY)')),
  );
  expect(new Set(opened.map(({ schema }) => schema)).size).toBe(5);
  const connections = await Promise.all(opened.map(({ connect }) => connect()));
  await Promise.all(connections.map((one, id) => one.run('INSERT INTO things VALUES (:id)', { id })));
  for (const [id, one] of connections.entries()) expect(await one.all('SELECT id FROM things')).toEqual([{ id }]);
  const [first] = connections;
  // As Postgres shows a lock by a number of 64 bits: in two halves.
  const holders = await first?.all<{ pid: number; schemas: number }>(
    `SELECT pid, count(*) AS schemas FROM pg_locks, unnest(:schemas::TEXT[]) AS schema
    WHERE locktype = 'advisory' AND granted
      AND (classid::BIGINT << 32 | objid::BIGINT) = hashtextextended(schema, 0)
    GROUP BY pid`,
    { schemas: opened.map(({ schema }) => schema) },
  );
  expect(holders?.map(({ schemas }) => schemas).toSorted()).toEqual([1, 1, 1, 1, 1, 5]);
  const own = new Set(connections.map(({ processId }) => processId));
  expect(holders?.filter(({ pid }) => own.has(pid)).map(({ schemas }) => schemas)).toEqual([1, 1, 1, 1, 1]);
  for (const one of connections) await one.close();
  for (const { close } of opened) await close();
});
