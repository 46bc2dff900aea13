import type { PostgresSession } from '../../src/real/database/postgres.ts';

export interface Column {
  readonly table: string;
  readonly column: string;
}

/** Every column of every table, as the database itself lists them: a new one is among them. */
export async function columnsOf(session: PostgresSession): Promise<Column[]> {
  return session.all(`
    SELECT table_name AS table, column_name AS column FROM information_schema.columns
    WHERE table_schema = current_schema()
    ORDER BY table_name, ordinal_position`);
}

/** Gives one row another value, one that the database takes: the last the first place, or else what another row has. */
export async function alter(session: PostgresSession, { table, column }: Column): Promise<void> {
  const rows = await session.all<{ place: string; value: unknown }>(
    `SELECT ctid::text AS place, ${column} AS value FROM ${table} ORDER BY ${column}`,
  );
  const values = rows.map(({ value }) => value);
  const numbers = values.filter((value) => typeof value === 'number');
  const others =
    numbers.length > 0 ? [Math.min(...numbers) - 1, Math.max(...numbers) + 1, ...numbers] : [...values, 'another'];
  for (const other of others) {
    const literal = typeof other === 'string' ? `'${other}'` : String(other);
    for (const { place, value } of rows.toReversed()) {
      if (value === other) continue;
      const update = `UPDATE ${table} SET ${column} = ${literal} WHERE ctid = '${place}'`;
      if (
        await session.run(update).then(
          (count) => count === 1,
          () => false,
        )
      )
        return;
    }
  }
  throw new Error(`the database takes no other value for ${table}.${column}: ${others.join(', ')}`);
}
