import type { SqliteConnection } from '../../database/sqlite.ts';
import type { Saving } from '../commands.ts';
import type { CoordinatorStore } from '../ports.ts';

/** The fence: the statement that writes also refuses tokens older than the player's current token. */
export function prepareSave({ statement, transaction }: SqliteConnection): CoordinatorStore['save'] {
  const write = statement(`
    UPDATE players SET version = :version, is_damaged = :isDamaged
    WHERE id = :player
      AND version < :version
      AND (token <= :token OR NOT :isOn)`);
  const current = statement('SELECT token FROM players WHERE id = :player');

  return async ({ player, token, version, isDamaged }, { isOn }) =>
    transaction((): Saving => {
      const isWritten = write.run({ player, token, version, isDamaged: Number(isDamaged), isOn: Number(isOn) }) > 0;
      if (isWritten) return { type: 'saved' };
      const newest = Number(current.get({ player })?.['token'] ?? 0);
      return isOn && token < newest ? { type: 'stale', token: newest } : { type: 'outOfDate' };
    });
}
