import { DatabaseError } from 'pg';
import type { PostgresConnection } from '../../../database/postgres.ts';
import type { Catalogue } from './catalogue.ts';
import { readCatalogue } from './catalogue.ts';
import type { Level } from './isolation.ts';

/** The catalogue of a database, read again where it has changed. */
export interface Catalogues {
  /** `null`: it was not read yet. */
  current(): Catalogue | null;
  /** The isolation level of transactions that name none. */
  level(): Level;
  refresh(): Promise<void>;
}

/** A text that changes with the tables, functions, triggers, rules and keys of the database, and its isolation level. */
const version = `
SELECT current_setting('default_transaction_isolation') AS level,
  EXISTS (SELECT FROM pg_db_role_setting WHERE array_to_string(setconfig, ' ') ~ 'transaction_isolation') AS "isSet",
  concat_ws(' ', ${['class', 'proc', 'trigger', 'constraint', 'rewrite', 'policy', 'attrdef']
    .map((one) => `(SELECT (count(*), sum(xmin::text::bigint), sum(oid::bigint)) FROM pg_${one} WHERE oid >= 16384)`)
    .join(', ')}, (SELECT (count(*), sum(inhrelid::bigint)) FROM pg_inherits)) AS version`;

export function watchCatalogue(control: Pick<PostgresConnection, 'all'>): Catalogues {
  let catalogue: Catalogue | null = null;
  let known = '';
  let level: Level = 'unknown';
  return {
    current: () => catalogue,
    level: () => level,
    async refresh() {
      const [now] = await control.all<{ level: Level; isSet: boolean; version: string }>(version);
      if (now === undefined || now.version === known) return;
      level = now.isSet ? 'unknown' : now.level;
      catalogue = await readCatalogue(control).catch((error: unknown) => {
        // An older server has no such catalogue: then every statement may touch everything.
        if (error instanceof DatabaseError) return null;
        throw error;
      });
      known = now.version;
    },
  };
}
