import { expect, test } from 'vitest';
import type { Race } from '../../src/kernel/race.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import { runRace } from '../../src/race/run-race.ts';
import { openStaged } from './staged.ts';

type Add = { readonly type: 'add'; readonly actor: string; readonly to: readonly number[] };
type AddSetup = Setup<unknown, Add, { readonly type: string }, unknown>;

/** Both add to two rows, each in the other order. */
const race: Race<Add> = {
  before: [],
  atOnce: [
    { actor: 'a', commands: [{ type: 'add', actor: 'a', to: [1, 2] }] },
    { actor: 'b', commands: [{ type: 'add', actor: 'b', to: [2, 1] }] },
  ],
};

test('an error of a deadlock says which actor waited for which', async () => {
  const staged = await openStaged({ tables: 'CREATE TABLE sums (id int PRIMARY KEY, sum int)' });
  await staged.script(`INSERT INTO ${staged.schema}.sums VALUES (1, 0), (2, 0)`);
  const perform = async ({ actor, to }: Add): Promise<{ type: string }> => {
    const client = await staged.poolOf(actor).connect();
    try {
      await client.query('BEGIN');
      for (const id of to) await client.query('UPDATE sums SET sum = sum + 1 WHERE id = $1', [id]);
      await client.query('COMMIT');
      return { type: 'added' };
    } finally {
      client.release(true);
    }
  };
  const open = async () => ({ perform, view: async () => ({}), close: async () => undefined });
  const setup = { open, answerMs: 5000 } as Partial<AddSetup> as AddSetup;
  try {
    const { thrown } = await runRace({ setup, stage: staged.stage }, race, ['a', 'b', 'a', 'b']);
    expect(thrown).toEqual([{ actor: 'b', message: 'error: deadlock detected, while a waited for b' }]);
  } finally {
    await staged.close();
  }
});
