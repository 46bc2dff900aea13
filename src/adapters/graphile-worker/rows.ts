import type { JobShown } from '../../alphabets/lease-queue.ts';
import type { GraphileWorkerUtils } from './module.ts';

/** A job in the public view of graphile-worker. */
interface Row {
  readonly id: string;
  readonly attempts: number;
  readonly max_attempts: number;
  readonly locked_at: Date | null;
}

/** The jobs in the view, by their ids. */
export async function rowsOver(
  { withPgClient }: GraphileWorkerUtils,
  schema: string,
): Promise<ReadonlyMap<string, Row>> {
  const { rows } = await withPgClient((client) => client.query(`SELECT * FROM ${schema}.jobs`));
  return new Map((rows as readonly Row[]).map((row) => [row.id, row]));
}

/** How the view shows a job: a job that has used up its attempts stays in the table, and one that is completed does not. */
export function statusInRow(row: Row | undefined): JobShown {
  if (row === undefined) return 'gone';
  if (row.locked_at !== null) return 'held';
  return row.attempts >= row.max_attempts ? 'dead' : 'waiting';
}
