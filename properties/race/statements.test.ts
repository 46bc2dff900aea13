import { expect, test } from 'vitest';
import { handlingOf } from '../../src/real/wire/postgres/statements.ts';

test.each([
  ['INSERT INTO a VALUES (1)', 'split'],
  ['  WITH b AS (SELECT 1) INSERT INTO a SELECT * FROM b', 'split'],
  ['UPDATE a SET b = 1;', 'split'],
  ['DELETE FROM a', 'split'],
  ['SELECT b FROM a FOR UPDATE SKIP LOCKED', 'split'],
  ['SELECT b FROM a FOR NO KEY UPDATE', 'split'],
  ['SELECT b FROM a', 'held'],
  ['COMMIT', 'held'],
  ['VACUUM', 'held'],
  ['LOCK TABLE a', 'held'],
  ['BEGIN; INSERT INTO a VALUES (1); COMMIT', 'held'],
  ['INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)', 'held'],
  ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'passes'],
  ['SET search_path TO b', 'passes'],
  ['SELECT oid FROM pg_type', 'passes'],
  ['INSERT INTO a SELECT oid FROM pg_type', 'split'],
])('outside a transaction, %s is %s', (text, handling) => {
  expect(handlingOf([text], false)).toBe(handling);
});

test('within a transaction of the client no statement is split', () => {
  expect(handlingOf(['INSERT INTO a VALUES (1)'], true)).toBe('held');
});

test('statements that are sent together are one move', () => {
  expect(handlingOf(['INSERT INTO a VALUES (1)', 'INSERT INTO a VALUES (2)'], false)).toBe('held');
});
