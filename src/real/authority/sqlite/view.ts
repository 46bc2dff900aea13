import type { PlayerRecord } from '../../../alphabets/authority.ts';
import type { SqliteConnection } from '../../database/sqlite.ts';
import type { AuthorityTables } from '../tables.ts';

/** Reads the tables, by name. */
export function prepareAuthorityView({ statement }: SqliteConnection): () => AuthorityTables {
  const servers = statement('SELECT id, lease_until_ms FROM servers ORDER BY id');
  const players = statement(`
    SELECT id, server, token, version, is_damaged, transfers, target, ends_at_ms
    FROM players LEFT JOIN active_transfers ON active_transfers.player = players.id
    ORDER BY id`);
  const bucket = statement('SELECT coalesce(max(full_at_ms), 0) AS full_at_ms FROM throttled_transfers');
  const items = statement('SELECT id, owner FROM items ORDER BY id');
  const places = statement('SELECT item, place FROM item_places ORDER BY place');

  return () => {
    const placeRows = places.rows() as [item: string, place: string][];
    return {
      leases: Object.fromEntries(servers.rows() as [id: string, leaseUntilMs: number][]),
      players: Object.fromEntries((players.rows() as PlayerRow[]).map(([id, ...row]) => [id, playerOf(row)])),
      bucketFullAtMs: Number(bucket.get()?.['full_at_ms']),
      items: Object.fromEntries(
        (items.rows() as [id: string, owner: string][]).map(([id, owner]) => [
          id,
          { owner, places: placeRows.filter(([item]) => item === id).map(([, place]) => place) },
        ]),
      ),
    };
  };
}

type PlayerRow = [id: string, ...Columns];
type Columns = [
  server: string,
  token: number,
  version: number,
  isDamaged: number,
  transfers: number,
  target: string | null,
  endsAtMs: number | null,
];

function playerOf([server, token, version, isDamaged, transfers, to, endsAtMs]: Columns): PlayerRecord {
  return {
    server,
    token,
    saved: { version, isDamaged: isDamaged === 1 },
    transfer: to === null || endsAtMs === null ? null : { to, endsAtMs },
    transfers,
  };
}
