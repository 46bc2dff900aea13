import type { Database } from '../../database/sqlite.ts';
import type { Member } from '../members.ts';

/** The tables of a member of the coordinator, in its own database. */
export const memberSchema = `
  CREATE TABLE tokens (
    player TEXT PRIMARY KEY,
    token INTEGER NOT NULL CHECK (token > 0)
  ) STRICT;
`;

/** A member on SQLite. Every player begins with the first token. */
export function openSqliteMember(database: Database, players: readonly string[]): Member {
  const { statement } = database.connect();
  const begin = statement('INSERT INTO tokens (player, token) VALUES (:player, 1)');
  const highest = statement('SELECT token FROM tokens WHERE player = :player');
  const note = statement('UPDATE tokens SET token = :token WHERE player = :player');
  const all = statement('SELECT player, token FROM tokens ORDER BY player');
  for (const player of players) begin.run({ player });
  return {
    highest: (player) => Number(highest.get({ player })?.['token'] ?? 0),
    note: (player, token) => void note.run({ player, token }),
    tokens: () => Object.fromEntries(all.rows() as [player: string, token: number][]),
    close: () => database.close(),
  };
}
