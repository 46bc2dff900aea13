import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Staged } from '../staged.ts';
import { openStaged } from '../staged.ts';

const ways = [
  ['as a superuser', {}],
  ['as a role that is no superuser', { isPlainRole: true }],
] as const;

describe.each(ways)('a stage cuts connections and kills actors, %s', (_way, options) => {
  let staged: Staged;
  const ended: Record<string, string> = {};
  const balance = async (): Promise<unknown> => (await staged.rows('SELECT balance FROM account'))[0];
  const inTransaction = async (pool: Pool): Promise<void> => {
    const client = await pool.connect();
    let lost: Error | undefined;
    client.on('error', () => undefined);
    try {
      await client.query('BEGIN');
      await client.query('UPDATE account SET balance = balance + 1');
      await client.query('COMMIT');
    } catch (error) {
      lost = error as Error;
      throw error;
    } finally {
      client.release(lost);
    }
  };
  const start = async (actor: string, program: (pool: Pool) => Promise<unknown>): Promise<void> => {
    const call = (): Promise<unknown> =>
      program(staged.poolOf(actor)).then(
        () => (ended[actor] = 'done'),
        (error: Error) => (ended[actor] = error.message),
      );
    await staged.stage.begin(actor, call);
  };
  const stepOf = async (actor: string): Promise<string> => (await staged.stage.release(actor)).answer ?? 'waits';

  beforeAll(async () => {
    staged = await openStaged({ tables: 'CREATE TABLE account (balance int)', ...options });
    for (const actor of ['a', 'b']) staged.poolOf(actor).on('error', () => undefined);
  });
  beforeEach(async () => {
    await staged.script('DELETE FROM account; INSERT INTO account VALUES (0)');
    for (const actor of ['a', 'b']) await staged.poolOf(actor).query('SELECT 1');
    staged.stage.hold();
  });
  afterEach(async () => {
    await staged.stage.letPass();
    if (staged.stage.faults().length > 0) throw new Error(JSON.stringify(staged.stage.faults()));
  });
  afterAll(() => staged.close());

  test('before a commit: the transaction is rolled back', async () => {
    await start('a', inTransaction);
    expect(await stepOf('a')).toBe('UPDATE 1');
    expect(await staged.stage.strike?.('a', { fault: 'cut', place: 'before' })).toMatchObject({
      statement: 'COMMIT',
      answer: 'none',
      cut: 'before',
    });
    expect(ended['a']).toBe('Connection terminated unexpectedly');
    expect(await balance()).toEqual({ balance: 0 });
  });

  test('after a commit: it has taken place, and the client does not learn so', async () => {
    await start('a', inTransaction);
    await stepOf('a');
    expect(await staged.stage.strike?.('a', { fault: 'cut', place: 'after' })).toMatchObject({
      statement: 'COMMIT',
      answer: 'COMMIT',
      cut: 'after',
    });
    expect(ended['a']).toBe('Connection terminated unexpectedly');
    expect(await balance()).toEqual({ balance: 1 });
  });

  test('after a statement, and before the commit of its own: nothing is written', async () => {
    await start('a', (pool) => pool.query('UPDATE account SET balance = balance + 1'));
    expect(await staged.stage.strike?.('a', { fault: 'cut', place: 'after' })).toMatchObject({
      kind: 'statement',
      answer: 'UPDATE 1',
    });
    expect(await balance()).toEqual({ balance: 0 });
    await start('a', (pool) => pool.query('UPDATE account SET balance = balance + 1'));
    await stepOf('a');
    expect(await staged.stage.strike?.('a', { fault: 'cut', place: 'after' })).toMatchObject({
      kind: 'commit',
      answer: 'COMMIT',
    });
    expect(await balance()).toEqual({ balance: 1 });
  });

  test('the session gives its locks up, and wakes the one that waits for them', async () => {
    await start('a', inTransaction);
    await start('b', inTransaction);
    await stepOf('a');
    expect(await stepOf('b')).toBe('waits');
    expect(await staged.stage.strike?.('a', { fault: 'cut', place: 'before' })).toMatchObject({ woken: ['b'] });
    expect(await stepOf('b')).toBe('COMMIT');
    expect(ended['b']).toBe('done');
    expect(await balance()).toEqual({ balance: 1 });
  });

  test('a session that waits is ended by the server, and does not get the lock later', async () => {
    await start('a', inTransaction);
    await start('b', (pool) => pool.query('UPDATE account SET balance = balance + 10'));
    await stepOf('a');
    expect(await stepOf('b')).toBe('waits');
    expect(await staged.stage.strike?.('b', { fault: 'cut', place: 'waiting' })).toMatchObject({
      statement: 'UPDATE account SET balance = balance + 10',
      cut: 'waiting',
      woken: [],
    });
    expect(ended['b']).toBe('Connection terminated unexpectedly');
    expect(staged.stage.waits()).toEqual([]);
    const waiting = `SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%balance + 10%'`;
    expect(await staged.rows(waiting)).toEqual([]);
    expect(await stepOf('a')).toBe('COMMIT');
    expect(await balance()).toEqual({ balance: 1 });
  });

  test('the actor connects again, and its statements are held as before', async () => {
    await start('a', (pool) => inTransaction(pool).catch(() => inTransaction(pool)));
    await staged.stage.strike?.('a', { fault: 'cut', place: 'before' });
    expect(staged.stage.moves()).toMatchObject([{ actor: 'a', statement: 'UPDATE account SET balance = balance + 1' }]);
    await stepOf('a');
    await stepOf('a');
    expect(ended['a']).toBe('done');
    expect(await balance()).toEqual({ balance: 1 });
  });

  test('an actor that is killed hears nothing, and gives its locks up', async () => {
    await start('a', inTransaction);
    await start('b', inTransaction);
    await stepOf('a');
    expect(await stepOf('b')).toBe('waits');
    ended['a'] = 'under way';
    expect(await staged.stage.strike?.('a', { fault: 'kill', place: 'after' })).toMatchObject({
      statement: 'COMMIT',
      answer: 'COMMIT',
      cut: 'after',
      isKilled: true,
      woken: ['b'],
    });
    expect(await stepOf('b')).toBe('COMMIT');
    expect(ended).toMatchObject({ a: 'under way', b: 'done' });
    expect(await balance()).toEqual({ balance: 2 });
    expect(staged.stage.moves()).toEqual([]);
    // It is no call that is waited for any more; what is opened in its place has moves of its own.
    await staged.stage.letPass();
    staged.stage.hold();
    await vi.waitFor(() => expect(ended['a']).toBe('Connection terminated unexpectedly'));
    await start('a', (pool) => pool.query('UPDATE account SET balance = 7'));
    expect(await stepOf('a')).toBe('UPDATE 1');
    expect(await stepOf('a')).toBe('COMMIT');
    expect(await balance()).toEqual({ balance: 7 });
  });

  test('an actor that is killed in its wait does not get the lock later', async () => {
    await start('a', inTransaction);
    await start('b', (pool) => pool.query('UPDATE account SET balance = balance + 10'));
    await stepOf('a');
    expect(await stepOf('b')).toBe('waits');
    expect(await staged.stage.strike?.('b', { fault: 'kill', place: 'waiting' })).toMatchObject({ woken: [] });
    expect(staged.stage.waits()).toEqual([]);
    expect(await stepOf('a')).toBe('COMMIT');
    expect(await balance()).toEqual({ balance: 1 });
    await staged.stage.letPass();
    staged.stage.hold();
    await vi.waitFor(() => expect(ended['b']).toBe('Connection terminated unexpectedly'));
  });

  test('without a move there is nothing to cut', async () => {
    await expect(staged.stage.strike?.('a', { fault: 'cut', place: 'before' })).rejects.toThrow(
      'a has no move at which a fault could strike (before)',
    );
    await expect(staged.stage.strike?.('a', { fault: 'cut', place: 'waiting' })).rejects.toThrow(
      'a has no move at which a fault could strike (waiting)',
    );
  });
});
