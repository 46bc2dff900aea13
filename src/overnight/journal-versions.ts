import type { DatabaseSync } from 'node:sqlite';

/**
 * Goes up when the schema or its content changes. Version 1 has modules in its jobs, which are not read. Versions 1 and
 * 2 have other names, and no cause where a job is set aside. Versions 1 to 3 have no
 * races. Versions 1 to 4 have no kinds of steps of a batch.
 */
export const version = 5;

/** The tables and indexes that have another name since version 3, by their name before. */
const renamed: Readonly<Record<string, string>> = {
  night: 'campaign',
  piece: 'batch',
  death: 'crash',
  pieceOfNight: 'batchOfCampaign',
};

/** The name that version 3 has for a table or an index of a version. */
export function currentName(name: string, found: number): string {
  return found > 0 && found < 3 ? (renamed[name] ?? name) : name;
}

const toVersion3 = `
  ALTER TABLE night RENAME TO campaign;
  ALTER TABLE piece RENAME TO batch;
  ALTER TABLE batch RENAME COLUMN night TO campaign;
  DROP INDEX pieceOfNight;
  CREATE INDEX batchOfCampaign ON batch (campaign, job, spentSeconds);
  ALTER TABLE share RENAME COLUMN night TO campaign;
  ALTER TABLE sighting RENAME COLUMN night TO campaign;
  ALTER TABLE death RENAME TO crash;
  ALTER TABLE crash RENAME COLUMN night TO campaign;
  ALTER TABLE crash RENAME COLUMN death TO crash;
  ALTER TABLE replayed RENAME COLUMN night TO campaign;
  UPDATE share SET share = json_remove(
    json_set(share, '$.batches', json(share -> '$.pieces'), '$.sums.reached', json(share -> '$.sums.met')),
    '$.pieces', '$.sums.met'
  );
  UPDATE share SET share = json_set(share, '$.setAside', json_object('cause', 'error', 'message', share ->> '$.setAside'))
  WHERE share ->> '$.setAside' IS NOT NULL;
  UPDATE replayed SET replayed = json_set(replayed, '$.verdict', 'mismatch') WHERE replayed ->> '$.verdict' = 'unfit';
  UPDATE replayed SET replayed = json_set(replayed, '$.verdict', 'crashed') WHERE replayed ->> '$.verdict' = 'died';
  UPDATE share SET share = replace(share, '\\"disagreement\\"', '\\"divergence\\"');
  UPDATE finding SET key = replace(key, '"disagreement"', '"divergence"');
  UPDATE sighting SET key = replace(key, '"disagreement"', '"divergence"');
  UPDATE replayed SET replayed = replace(replayed, '\\"disagreement\\"', '\\"divergence\\"');
`;

const toVersion4 = `UPDATE share SET share = json_set(share, '$.raced', json('null'));`;

const toVersion5 = `ALTER TABLE batch ADD COLUMN kinds BLOB NOT NULL DEFAULT x'';`;

/** Makes a journal of an earlier version one of this version, whole or not at all. Throws errors of SQLite. */
export function upgrade(database: DatabaseSync, found: number): void {
  try {
    const steps = [found < 3 ? toVersion3 : '', found < 4 ? toVersion4 : '', toVersion5].join('\n');
    database.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${version}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
