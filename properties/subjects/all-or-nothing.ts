import { expect } from 'vitest';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import type { SqliteConnection } from '../../src/real/database/sqlite.ts';

/** A command that writes more than once, and the last of its writes, at which the database is made to give up. */
export interface Verb<C> {
  readonly verb: C;
  readonly after: readonly C[];
  /** Such as `INSERT ON leases`. */
  readonly lastWrite: string;
}

/** A command is done as a whole or not at all: it leaves nothing when its last write fails, and is done when that works. */
export async function expectAllOrNothing<C extends Command, O extends Outcome, View>(
  system: System<C, O, View>,
  { database: sqlite }: SqliteConnection,
  { verb, after, lastWrite }: Verb<C>,
): Promise<void> {
  for (const command of after) await system.perform(command);
  const before = structuredClone(await system.view());
  sqlite.exec(`CREATE TRIGGER disk_full BEFORE ${lastWrite} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  await expect(system.perform(verb)).rejects.toThrow('the disk is full');
  expect(await system.view()).toEqual(before);
  sqlite.exec('DROP TRIGGER disk_full');
  await system.perform(verb);
  expect(await system.view()).not.toEqual(before);
}
