import { admit } from '../admission.ts';
import type { Saving } from '../commands.ts';
import type { CoordinatorStore, Grant, Opening } from '../ports.ts';
import { takeOffice } from './change.ts';
import { etcdItems } from './items.ts';
import {
  activeBeside,
  authorityKey,
  bucketIn,
  bucketKey,
  ownerKey,
  placesKey,
  playerIn,
  playerKeys,
  savedKey,
  serverKey,
  tablesOf,
  transferKey,
} from './keys.ts';
import type { EtcdSession } from './session.ts';

const asCoordinator = { asCoordinator: true };
const asAnybody = { asCoordinator: false };

/**
 * The coordinator's store on etcd, below its own prefix. The coordinator writes only while it is in office; writes of
 * servers are fenced by the player's token, which is etcd's count of the player's grants.
 */
export async function openEtcdStore(session: EtcdSession, prefix: string): Promise<CoordinatorStore> {
  const world = await takeOffice(session, prefix);
  const put = (writes: Readonly<Record<string, unknown>>): Promise<void> =>
    world.change(Object.keys(writes)[0] ?? '', asCoordinator, () => ({ result: undefined, writes }));

  return {
    addServer: (server, leaseUntilMs) => put({ [serverKey(server)]: leaseUntilMs }),
    addPlayer: (player, server) =>
      put({
        [authorityKey(player)]: server,
        [savedKey(player)]: { version: 0, isDamaged: false },
        [transferKey(player)]: { count: 0, active: null },
      }),
    addItem: (item, owner) => put({ [ownerKey(item)]: owner, [placesKey(item)]: ['world'] }),
    renewLease: (server, untilMs) => put({ [serverKey(server)]: untilMs }),

    // The limits concern all players, so the scope of the read is all players and the bucket.
    openTransfer: ({ player, to, nowMs, endsAtMs, admission }) =>
      world.change<Opening>('players/', asCoordinator, (keys) => {
        const record = playerIn(keys, player);
        if (record === null) throw new Error(`unknown player ${player}`);
        const count = record.transfers + 1;
        const load = { others: activeBeside(keys, player), bucketFullAtMs: bucketIn(keys), nowMs };
        const admitted = admit(admission, load);
        if (admitted.type !== 'admitted') return { result: admitted };
        const { fullAtMs } = admitted;
        return {
          result: { type: 'opened', transfer: count },
          writes: {
            [transferKey(player)]: { count, active: { to, endsAtMs } },
            ...(fullAtMs !== null && { [bucketKey]: fullAtMs }),
          },
        };
      }),
    confirmTransfer: ({ player, to, transfer }) =>
      world.change(playerKeys(player), asCoordinator, (keys) => {
        const record = playerIn(keys, player);
        if (record === null || record.transfers !== transfer || record.transfer?.to !== to) return { result: null };
        const over = { count: transfer, active: null };
        return { result: record.token + 1, writes: { [authorityKey(player)]: to, [transferKey(player)]: over } };
      }),
    abortTransfer: ({ player, to, transfer }) =>
      world.change(playerKeys(player), asCoordinator, (keys) => {
        const record = playerIn(keys, player);
        if (record === null || record.transfers !== transfer || record.transfer?.to !== to) return { result: false };
        return { result: true, writes: { [transferKey(player)]: { count: transfer, active: null } } };
      }),
    grant: (player, to) =>
      world.change(playerKeys(player), asCoordinator, (keys) => {
        const record = playerIn(keys, player);
        if (record === null) throw new Error(`unknown player ${player}`);
        const over = { count: record.transfers, active: null };
        const result: Grant = { token: record.token + 1, ...record.saved };
        return { result, writes: { [authorityKey(player)]: to, [transferKey(player)]: over } };
      }),

    save: ({ player, token, version, isDamaged }, { isOn }) =>
      world.change<Saving>(playerKeys(player), asAnybody, (keys) => {
        const record = playerIn(keys, player);
        const newest = record?.token ?? 0;
        if (isOn && token < newest) return { result: { type: 'stale', token: newest } };
        if (record === null || version <= record.saved.version) return { result: { type: 'outOfDate' } };
        return { result: { type: 'saved' }, writes: { [savedKey(player)]: { version, isDamaged } } };
      }),

    ...etcdItems(world),
    read: async () => tablesOf(await world.readAll()),
    close: () => world.remove(),
  };
}
