import type { Pool } from 'pg';

/** Books a seat, if one is left. */
export async function book(pool: Pool, guest: string): Promise<{ type: string }> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT guest FROM seats');
    if (rows.length === 0) await client.query('INSERT INTO seats VALUES ($1)', [guest]);
    await client.query('COMMIT');
    return { type: rows.length === 0 ? 'booked' : 'full' };
  } finally {
    client.release();
  }
}
