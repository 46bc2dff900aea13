import { createInterface } from 'node:readline';
import { Pool } from 'pg';

// An application that knows nothing of Faultbook: it books seats of a show by a pool of connections.
const pool = new Pool({ connectionString: process.env['DATABASE_URL'] });
const capacity = 1;

/** With `LOCK=yes` the bug is mended: the show is locked before its seats are counted. */
const lock = process.env['LOCK'] === 'yes' ? 'SELECT id FROM shows FOR UPDATE' : 'SELECT id FROM shows';

async function book(guest: string): Promise<object> {
  const connection = await pool.connect();
  try {
    await connection.query('BEGIN');
    await connection.query(lock);
    const { rows } = await connection.query<{ taken: number }>('SELECT count(*)::int AS taken FROM seats');
    const isFull = (rows[0]?.taken ?? 0) >= capacity;
    if (!isFull) await connection.query('INSERT INTO seats (guest) VALUES ($1)', [guest]);
    await connection.query('COMMIT');
    return { type: isFull ? 'full' : 'booked' };
  } finally {
    connection.release();
  }
}

// A line of JSON for each command, and a line of JSON for its outcome.
for await (const line of createInterface({ input: process.stdin })) {
  const { guest } = JSON.parse(line) as { guest: string };
  console.log(JSON.stringify(await book(guest)));
}
await pool.end();
