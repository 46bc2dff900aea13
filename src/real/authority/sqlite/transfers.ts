import type { SqliteConnection } from '../../database/sqlite.ts';
import { admit } from '../admission.ts';
import type { CoordinatorStore, Grant, Opening } from '../ports.ts';

type Transfers = Pick<CoordinatorStore, 'openTransfer' | 'confirmTransfer' | 'abortTransfer' | 'grant'>;

/** Transfers of players, from the opening to the end. */
export function prepareTransfers({ statement, transaction }: SqliteConnection): Transfers {
  const load = statement(`
    SELECT
      (SELECT count(*) FROM active_transfers WHERE player <> :player) AS others,
      (SELECT coalesce(max(full_at_ms), 0) FROM throttled_transfers) AS full_at_ms`);
  const open = statement(`
    INSERT INTO active_transfers (player, target, ends_at_ms)
    VALUES (:player, :to, :endsAtMs)
    ON CONFLICT (player) DO UPDATE SET target = excluded.target, ends_at_ms = excluded.ends_at_ms`);
  const takeOut = statement('INSERT INTO throttled_transfers (full_at_ms) VALUES (:fullAtMs)');
  const count = statement(`
    UPDATE players SET transfers = transfers + 1
    WHERE id = :player
    RETURNING transfers`);
  const confirm = statement(`
    UPDATE players SET server = :to, token = coalesce(:token, token + 1)
    WHERE id = :player
      AND transfers = :transfer
      AND EXISTS (
        SELECT 1 FROM active_transfers
        WHERE active_transfers.player = :player
          AND active_transfers.target = :to)
    RETURNING token`);
  const abort = statement(`
    DELETE FROM active_transfers
    WHERE player = :player
      AND target = :to
      AND player IN (SELECT id FROM players WHERE transfers = :transfer)`);
  const close = statement('DELETE FROM active_transfers WHERE player = :player');
  const give = statement(`
    UPDATE players SET server = :to, token = coalesce(:token, token + 1)
    WHERE id = :player
    RETURNING token, version, is_damaged`);

  return {
    openTransfer: async ({ player, to, nowMs, endsAtMs, admission }) =>
      transaction((): Opening => {
        const { others, full_at_ms: bucketFullAtMs } = load.get({ player }) ?? {};
        const admitted = admit(admission, { others: Number(others), bucketFullAtMs: Number(bucketFullAtMs), nowMs });
        if (admitted.type !== 'admitted') return admitted;
        if (admitted.fullAtMs !== null) takeOut.run({ fullAtMs: admitted.fullAtMs });
        open.run({ player, to, endsAtMs });
        return { type: 'opened', transfer: Number(count.get({ player })?.['transfers']) };
      }),
    confirmTransfer: async ({ player, to, transfer }, token = null) =>
      transaction(() => {
        const confirmed = confirm.get({ player, to, transfer, token });
        if (confirmed === undefined) return null;
        close.run({ player });
        return Number(confirmed['token']);
      }),
    abortTransfer: async ({ player, to, transfer }) => abort.run({ player, to, transfer }) > 0,
    grant: async (player, to, token = null) =>
      transaction((): Grant => {
        close.run({ player });
        const given = give.get({ player, to, token });
        if (given === undefined) throw new Error(`unknown player ${player}`);
        return {
          token: Number(given['token']),
          version: Number(given['version']),
          isDamaged: given['is_damaged'] === 1,
        };
      }),
  };
}
