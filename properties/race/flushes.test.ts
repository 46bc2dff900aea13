import type { Connection, Submittable } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Program, Staged } from './staged.ts';
import { openStaged } from './staged.ts';

let staged: Staged;

beforeAll(async () => {
  staged = await openStaged({ tables: 'CREATE TABLE seats (id int PRIMARY KEY, taken_by text)' });
});
beforeEach(() => staged.script('DELETE FROM seats; INSERT INTO seats VALUES (1, NULL)'));
afterAll(() => staged.close());

/** A statement that asks for its answer by a Flush, as cursors do, and then ends its transaction by a Sync. */
function flushed(text: string): Program {
  return async (pool) => {
    const client = await pool.connect();
    try {
      return await new Promise<string>((resolve) => {
        let answer = '';
        let sync: () => void = () => undefined;
        const end = (found: string): void => {
          answer = found;
          sync();
        };
        const query: Submittable & Record<string, unknown> = {
          submit(connection: Connection) {
            sync = () => connection.sync();
            connection.parse({ name: '', text, types: [] }, true);
            connection.bind({}, true);
            connection.describe({ type: 'P', name: '' }, true);
            connection.execute({ portal: '', rows: '' }, true);
            connection.flush();
          },
          handleRowDescription: () => undefined,
          handleDataRow: () => undefined,
          handleCommandComplete: (message: { text: string }) => end(message.text),
          // The driver does not say when the server is ready after an error.
          handleError(error: Error) {
            end(error.message);
            resolve(answer);
          },
          handleReadyForQuery: () => resolve(answer),
        };
        client.query(query);
      });
    } finally {
      client.release();
    }
  };
}

const update = `UPDATE seats SET taken_by = 'a'`;

test('a statement before a Flush is a move, and the Sync that commits it another one', async () => {
  const seen: unknown[] = [];
  const look: Program = async (pool) => void seen.push((await pool.query('SELECT taken_by FROM seats')).rows);
  const answers: unknown[] = [];
  const write: Program = async (pool) => void answers.push(await flushed(update)(pool));
  expect(await staged.race({ a: write, b: look }, ['a', 'b', 'a'])).toEqual([
    'a statement UPDATE 1',
    'b statement SELECT 1',
    'a commit COMMIT',
  ]);
  expect(answers).toEqual(['UPDATE 1']);
  await staged.race({ b: look }, ['b']);
  expect(seen).toEqual([[{ taken_by: null }], [{ taken_by: 'a' }]]);
});

test('a refusal before a Flush is the answer, and the session goes on', async () => {
  const answers: unknown[] = [];
  const insert: Program = async (pool) => void answers.push(await flushed('INSERT INTO seats VALUES (1)')(pool));
  expect(await staged.race({ a: insert }, ['a'])).toEqual(['a statement ']);
  expect(answers).toEqual(['duplicate key value violates unique constraint "seats_pkey"']);
  expect(await staged.race({ a: flushed('SELECT id FROM seats') }, ['a', 'a'])).toEqual([
    'a statement SELECT 1',
    'a commit COMMIT',
  ]);
});

test('without a hold statements before a Flush pass', async () => {
  expect(await flushed(update)(staged.poolOf('a'))).toBe('UPDATE 1');
  expect(await staged.rows('SELECT taken_by AS by FROM seats')).toEqual([{ by: 'a' }]);
});
