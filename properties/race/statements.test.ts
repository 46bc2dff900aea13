import { expect, test } from 'vitest';
import { handlingOf, inOneLine, reasonForOneStep } from '../../src/real/wire/postgres/statements.ts';

test.each([
  ['INSERT INTO a VALUES (1)', 'split'],
  ['  WITH b AS (SELECT 1) INSERT INTO a SELECT * FROM b', 'split'],
  ['UPDATE a SET b = 1;', 'split'],
  ['DELETE FROM a', 'split'],
  ['TRUNCATE a', 'split'],
  [`COPY a FROM '/tmp/a'`, 'split'],
  ['COPY a TO STDOUT', 'held'],
  ['CREATE INDEX ON a (b)', 'split'],
  ['DO $$ BEGIN UPDATE a SET b = 1; END $$', 'split'],
  [`SELECT pg_notify('c', '')`, 'split'],
  ['SELECT b FROM a FOR UPDATE SKIP LOCKED', 'split'],
  ['SELECT b FROM a FOR NO KEY UPDATE', 'split'],
  ['SELECT b\nFROM a\nFOR SHARE', 'split'],
  [`/* route; 'a */ INSERT INTO a VALUES ('x; y', "z;")`, 'split'],
  [`-- it's a comment; \nUPDATE a SET b = E'\\'; COMMIT'`, 'split'],
  ['UPDATE a SET b = $1 WHERE c = $2', 'split'],
  ['SELECT b FROM a', 'held'],
  [`SELECT b FROM a WHERE c = 'for update'`, 'held'],
  ['COMMIT', 'held'],
  ['SET CONSTRAINTS ALL IMMEDIATE', 'held'],
  ['LISTEN c', 'held'],
  ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'passes'],
  ['SET search_path TO b', 'passes'],
  ['-- ping', 'passes'],
  ['SELECT oid FROM pg_type', 'passes'],
  ['SELECT oid FROM "pg_catalog"."pg_type"', 'passes'],
  ['SELECT t.oid FROM pg_catalog.pg_type t LEFT JOIN pg_namespace n ON n.oid = t.typnamespace', 'passes'],
  ['SELECT oid FROM (SELECT oid FROM pg_type) t, unnest($1::text[]) u', 'passes'],
  [`SELECT set_config('app.tenant', $1, true), current_setting('b') AS b`, 'passes'],
  ['INSERT INTO a SELECT oid FROM pg_type', 'split'],
  [`SELECT b FROM a WHERE tenant = current_setting('app.tenant')`, 'held'],
  [`SELECT b FROM a JOIN pg_type ON oid = b`, 'held'],
  [`SELECT oid FROM pg_class c, a`, 'held'],
  [`SELECT oid FROM pg_class WHERE EXISTS (TABLE a)`, 'held'],
  [`SELECT oid FROM pg_type WHERE EXISTS (SELECT 1 FROM a)`, 'held'],
  [`SELECT current_setting('a'), b()`, 'held'],
  [`SELECT count(*) FROM pg_stat_activity`, 'held'],
])('outside a transaction, %s is %s', (text, handling) => {
  expect(handlingOf([text], false)).toBe(handling);
  expect(reasonForOneStep([text], false)).toBeNull();
});

test.each([
  ['VACUUM', 'cannot run in a transaction'],
  ['CREATE UNIQUE INDEX CONCURRENTLY b ON a (b)', 'cannot run in a transaction'],
  ['DROP DATABASE a', 'cannot run in a transaction'],
  ['DISCARD ALL', 'cannot run in a transaction'],
  ['LOCK TABLE a', 'is an error outside a transaction'],
  ['SAVEPOINT a', 'is an error outside a transaction'],
  ['DECLARE a CURSOR FOR SELECT 1', 'is an error outside a transaction'],
  ['CALL a()', 'a procedure may commit by itself'],
  ['DO $a$ BEGIN UPDATE a SET b = 1; COMMIT; END $a$', 'commits by itself'],
  ['BEGIN; INSERT INTO a VALUES (1); COMMIT', 'has a BEGIN or COMMIT of its own'],
  ['INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)', 'several statements that are sent together'],
])('outside a transaction, %s is one step: %s', (text, reason) => {
  expect(handlingOf([text], false)).toBe('held');
  expect(reasonForOneStep([text], false)).toBe(reason);
});

test('within a transaction of the client no statement is split', () => {
  expect(handlingOf(['INSERT INTO a VALUES (1)'], true)).toBe('held');
  expect(reasonForOneStep(['LOCK TABLE a'], true)).toBeNull();
  expect(reasonForOneStep(['UPDATE a SET b = 1; COMMIT'], true)).toBe('has a BEGIN or COMMIT of its own');
});

test('statements that are sent together are one move', () => {
  const together = ['INSERT INTO a VALUES (1)', 'INSERT INTO a VALUES (2)'];
  expect(handlingOf(together, false)).toBe('held');
  expect(reasonForOneStep(together, false)).toBe('several statements that are sent together');
  expect(reasonForOneStep(['SELECT 1', 'SELECT 2'], false)).toBeNull();
});

test('a statement is the same text in each schema of a run', () => {
  expect(inOneLine('SELECT 1\n  FROM faultbook_0123456789ab.job')).toBe('SELECT 1 FROM faultbook.job');
  expect(inOneLine('-- Takes a job: $1 queue\nSELECT f(/* first */ $1) -- the end')).toBe('SELECT f( $1)');
  expect(inOneLine("SELECT '-- no comment'")).toBe("SELECT '-- no comment'");
  expect(inOneLine('SELECT 1 FROM faultbook_jobs')).toBe('SELECT 1 FROM faultbook_jobs');
});
