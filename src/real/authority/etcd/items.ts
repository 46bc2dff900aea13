import type { CoordinatorStore, TakenItem } from '../ports.ts';
import type { EtcdRecords } from './change.ts';
import { itemKeys, ownerKey, placesIn, placesKey } from './keys.ts';

type ItemVerbs = Pick<CoordinatorStore, 'readOwner' | 'take' | 'takeReplica' | 'moveItem'>;

const asAnybody = { asCoordinator: false };

export function etcdItems(world: EtcdRecords): ItemVerbs {
  /** Puts an item into an inventory, if the item is still in the world. `rest` gives the other places afterwards. */
  function takeWith(
    item: string,
    player: string,
    rest: (places: readonly string[]) => readonly string[],
  ): Promise<TakenItem> {
    return world.change<TakenItem>(itemKeys(item), asAnybody, (keys) => {
      const places = placesIn(keys, item);
      if (!places.includes('world') || places.includes(player)) return { result: { type: 'alreadyTaken' } };
      return { result: { type: 'pickedUp' }, writes: { [placesKey(item)]: [player, ...rest(places)] } };
    });
  }

  return {
    readOwner: (item) =>
      world.change<string | null>(itemKeys(item), asAnybody, (keys) => ({
        result: (keys.get(ownerKey(item))?.value as string | undefined) ?? null,
      })),
    take: (item, player) => takeWith(item, player, (places) => places.filter((place) => place !== 'world')),
    takeReplica: (item, player) => takeWith(item, player, (places) => places),
    moveItem: (item, to) =>
      world.change(itemKeys(item), { asCoordinator: true }, () => ({
        result: undefined,
        writes: { [ownerKey(item)]: to },
      })),
  };
}
