import type { PlayerRecord } from '../../../alphabets/authority.ts';
import type { AuthorityTables } from '../tables.ts';
import type { Key, Keys } from './change.ts';

// Each player has three keys, so that a change of a key does not conflict with changes of the others. Keys that change
// together are written together.

export const serverKey = (server: string): string => `servers/${server}`;
export const playerKeys = (player: string): string => `players/${player}/`;
/** The server that has authority. Only grants write this key, so that etcd's count of writes is the token. */
export const authorityKey = (player: string): string => `players/${player}/authority`;
export const savedKey = (player: string): string => `players/${player}/saved`;
export const transferKey = (player: string): string => `players/${player}/transfer`;
/**
 * The instant at which the throttle's bucket is full. The key is next to the keys of players, whose names never equal
 * it.
 */
export const bucketKey = 'players/bucket';
export const itemKeys = (item: string): string => `items/${item}/`;
export const ownerKey = (item: string): string => `items/${item}/owner`;
export const placesKey = (item: string): string => `items/${item}/places`;

export interface Transfers {
  readonly count: number;
  readonly active: PlayerRecord['transfer'];
}

/** A player's record from the keys; `null`: the player is unknown. */
export function playerIn(keys: Keys, player: string): PlayerRecord | null {
  const authority = keys.get(authorityKey(player));
  const transfers = keys.get(transferKey(player));
  const saved = keys.get(savedKey(player));
  if (authority === undefined || transfers === undefined || saved === undefined) return null;
  const { count, active } = transfers.value as Transfers;
  return {
    server: authority.value as string,
    token: authority.version,
    saved: saved.value as PlayerRecord['saved'],
    transfer: active,
    transfers: count,
  };
}

export function placesIn(keys: Keys, item: string): readonly string[] {
  return (keys.get(placesKey(item))?.value ?? []) as string[];
}

/** How many transfers of other players are active. */
export function activeBeside(keys: Keys, player: string): number {
  const own = transferKey(player);
  const isActive = (value: unknown): boolean => (value as Transfers).active !== null;
  return [...keys].filter(([key, { value }]) => key.endsWith('/transfer') && key !== own && isActive(value)).length;
}

export function bucketIn(keys: Keys): number {
  return (keys.get(bucketKey)?.value ?? 0) as number;
}

export function tablesOf(keys: Keys): AuthorityTables {
  const named = <Value>(pattern: RegExp, valueOf: (name: string, key: Key) => Value): Record<string, Value> =>
    Object.fromEntries(
      [...keys].flatMap(([key, entry]): [string, Value][] => {
        const name = pattern.exec(key)?.[1];
        return name === undefined ? [] : [[name, valueOf(name, entry)]];
      }),
    );
  return {
    leases: named(/^servers\/(.*)$/, (_name, { value }) => value as number),
    players: named(/^players\/(.*)\/authority$/, (name) => playerIn(keys, name) as PlayerRecord),
    bucketFullAtMs: bucketIn(keys),
    items: named(/^items\/(.*)\/owner$/, (name, { value }) => ({
      owner: value as string,
      places: placesIn(keys, name).toSorted(),
    })),
  };
}
