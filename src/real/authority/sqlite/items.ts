import type { SqliteConnection } from '../../database/sqlite.ts';
import type { CoordinatorStore } from '../ports.ts';

type ItemVerbs = Pick<CoordinatorStore, 'readOwner' | 'take' | 'takeReplica' | 'moveItem'>;

export function prepareItems({ statement }: SqliteConnection): ItemVerbs {
  const owner = statement('SELECT owner FROM items WHERE id = :item');
  const take = statement(`
    UPDATE item_places SET place = :player
    WHERE item = :item
      AND place = 'world'
      AND NOT EXISTS (SELECT 1 FROM item_places AS mine WHERE mine.item = :item AND mine.place = :player)`);
  const takeReplica = statement(`
    INSERT INTO item_places (item, place)
    SELECT :item, :player
    WHERE EXISTS (SELECT 1 FROM item_places WHERE item = :item AND place = 'world')
    ON CONFLICT (item, place) DO NOTHING`);
  const move = statement('UPDATE items SET owner = :owner WHERE id = :item');

  return {
    readOwner: async (item) => (owner.get({ item })?.['owner'] as string | undefined) ?? null,
    take: async (item, player) => ({ type: take.run({ item, player }) > 0 ? 'pickedUp' : 'alreadyTaken' }),
    takeReplica: async (item, player) => ({
      type: takeReplica.run({ item, player }) > 0 ? 'pickedUp' : 'alreadyTaken',
    }),
    moveItem: async (item, to) => void move.run({ item, owner: to }),
  };
}
