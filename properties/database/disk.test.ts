import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { check } from '../../src/check/check.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { Database } from '../../src/real/database/sqlite.ts';
import { openExisting, openInMemory, openOnFile } from '../../src/real/database/sqlite.ts';
import { inProcesses } from '../../src/real/queue/process/worker-process.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queueSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../src/real/queue/sqlite/store.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';
import { scopeOf } from '../queue/worlds.ts';

const policies = allPolicies(queue) as QueuePolicies;
const schema = queueSchemaOf(policies);

type Open = (typeof queue.systems)[number]['open'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
  vi.stubEnv('TMPDIR', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The same database, on a disk that has no room for more than it holds, and so many pages. */
function almostFull(database: Database, morePages: number): Database {
  return {
    ...database,
    connect() {
      const connection = database.connect();
      const [row] = connection.statement('PRAGMA page_count').all();
      connection.script(`PRAGMA max_page_count = ${Number(row?.['page_count']) + morePages}`);
      return connection;
    },
  };
}

describe('a disk that is full', () => {
  test('ends a transaction whole or not at all, and is no fault of the writer', () => {
    const database = almostFull(openOnFile('CREATE TABLE rows (text TEXT)'), 4);
    const connection = database.connect();
    const insert = connection.statement('INSERT INTO rows VALUES (:text)');
    const text = 'x'.repeat(2000);
    connection.transaction(() => insert.run({ text }));
    const fill = (): void =>
      connection.transaction(() => {
        for (let count = 0; count < 100; count += 1) insert.run({ text });
      });
    expect(fill).toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: expect.stringMatching(
          /^SQLite at .*data\.db: the disk is full \(database or disk is full\)$/,
        ) as string,
      }),
    );
    expect(connection.statement('SELECT count(*) AS count FROM rows').get()).toEqual({ count: 1 });
    connection.transaction(() => insert.run({ text }));
    database.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('ends a check without a verdict, and leaves no folder', async () => {
    const open: Open = async ({ scope }) => {
      const database = almostFull(openOnFile(schema), 0);
      const system = await startQueue(openSqliteQueueStore(database), policies, queueWorldOf(scope));
      // Rows go on the pages that are there; a name that is longer than those does not.
      const longer = 'j'.repeat(100_000);
      const perform: typeof system.perform = (command) =>
        system.perform(command.type === 'submit' ? { ...command, job: longer } : command);
      return { ...system, perform };
    };
    const checking = check(
      { ...queue, systems: [{ name: 'full', open }] },
      { system: 'full', policies, scope: scopeOf('small'), runs: 5, length: 20, seed: 1 },
    );
    await expect(checking).rejects.toThrow(/^SQLite at .*: the disk is full \(.*\)$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is reported in one line, with exit code 2, by the command line', () => {
    // In place of a full disk: no file may be longer than this.
    const faultbook = `ulimit -f 60; exec ${process.execPath} bin/faultbook.js check queue --system sqlite-file --runs 3`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', faultbook], { encoding: 'utf8' });
    expect(stderr.replaceAll(/^checking .*\n/gm, '')).toMatch(/^faultbook: SQLite at .*data\.db: the disk .*\n$/);
    expect([status, stdout]).toEqual([2, '']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is no violation on Postgres either', async () => {
    const database = await openPostgres('CREATE TABLE rows (id INTEGER)');
    const connection = await database.connect();
    const full = "DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$";
    await expect(connection.script(full)).rejects.toThrow(
      expect.objectContaining({ name: 'EnvironmentError', message: 'Postgres: no space left' }),
    );
    expect(connection.isLost).toBe(false);
    await database.close();
  });
});

describe('a database that another process has made', () => {
  test.each([
    ['an older version', schema.replace('retry_at_ms INTEGER NOT NULL', 'retries INTEGER')],
    [
      'another version, or for other policies',
      queueSchemaOf(policiesWithout(queue, ['commitBoundary']) as QueuePolicies),
    ],
  ])('is refused in one line where it is of %s', (_what, otherSchema) => {
    const database = openOnFile(otherSchema);
    expect(() => openExisting(database.path, schema).connect()).toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: expect.stringMatching(
          /^the database at .* has tables of version \d+, and these are of version \d+: .*$/,
        ) as string,
      }),
    );
    // And is as it was.
    openExisting(database.path, otherSchema).connect().close();
    database.close();
  });

  test('is refused where it says nothing of its tables, is no database, or is not there', () => {
    const path = join(folder, 'data.db');
    expect(() => openExisting(path, schema)).toThrow(`there is no database at ${path}`);
    execFileSync('sh', ['-c', 'echo "this is a text, and long enough to be told from an empty file" > "$0"', path]);
    expect(() => openExisting(path, schema).connect()).toThrow(`SQLite at ${path}: it is no database`);
    execFileSync('sh', ['-c', ': > "$0"', path]);
    expect(() => openExisting(path, schema).connect()).toThrow(/has tables of version 0, /);
    expect(readdirSync(folder)).toEqual(['data.db']);
  });

  test('is refused by a worker process, which ends', async () => {
    const database = openOnFile(schema.replace('retry_at_ms INTEGER NOT NULL', 'retries INTEGER'));
    const world = queueWorldOf(scopeOf('small'));
    const starting = startQueue(
      openSqliteQueueStore(openInMemory(schema)),
      policies,
      world,
      undefined,
      inProcesses(database.path),
    );
    await expect(starting).rejects.toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: expect.stringMatching(/^the database at .* has tables of version /) as string,
      }),
    );
    database.close();
  });
});
