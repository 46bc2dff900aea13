import { safeInteger } from '../../database/postgres-address.ts';
import type { PostgresSession } from '../../database/postgres.ts';
import type { QueueTables } from '../tables.ts';

/** How to parse the text of a value. */
const kinds = {
  text: (value: string): string => value,
  number: safeInteger,
  flag: (value: string): boolean => value === 'true',
};

interface Column {
  readonly name: string;
  readonly kind: keyof typeof kinds;
  /** The name in SQL, if different. */
  readonly column?: string;
}

interface Table {
  readonly columns: readonly Column[];
  /** The column that gives the order of insertion. */
  readonly place: string;
}

const job: Column = { name: 'job', kind: 'text' };
const execution: Column = { name: 'execution', kind: 'number' };
const attempt: Column = { name: 'attempt', kind: 'number' };
const token: Column = { name: 'token', kind: 'number' };

/** Every column of every table, except columns that only give the order of insertion. */
const tables: Readonly<Record<keyof QueueTables, Table>> = {
  jobs: {
    place: 'position',
    columns: [
      { name: 'id', kind: 'text' },
      { name: 'key', kind: 'text', column: 'submit_key' },
      { name: 'status', kind: 'text' },
      { name: 'attempts', kind: 'number' },
      token,
      { name: 'retryAtMs', kind: 'number', column: 'retry_at_ms' },
      { name: 'deadReason', kind: 'text', column: 'dead_reason' },
      { name: 'resubmittedAs', kind: 'text', column: 'resubmitted_as' },
    ],
  },
  executions: {
    place: 'id',
    columns: [
      { name: 'id', kind: 'number' },
      job,
      attempt,
      { name: 'worker', kind: 'text' },
      { name: 'isDuplicate', kind: 'flag', column: 'is_duplicate' },
    ],
  },
  leases: {
    place: 'execution',
    columns: [execution, job, token, { name: 'expiresAtMs', kind: 'number', column: 'expires_at_ms' }],
  },
  commits: { place: 'sequence', columns: [job, execution, attempt] },
  effects: { place: 'sequence', columns: [job, execution] },
  credits: { place: 'sequence', columns: [job, execution] },
  retries: { place: 'execution', columns: [execution, { name: 'fullAtMs', kind: 'number', column: 'full_at_ms' }] },
};

type Name = keyof QueueTables;
const names = Object.keys(tables) as Name[];
const widest = Math.max(...names.map((name) => tables[name].columns.length));

/**
 * Reads all tables in a single statement, and so at the same instant, each in the order of insertion. Every value is
 * cast to text, so that the rows of all tables fit into a single list. That takes a third of the time that the server
 * needs to build JSON.
 */
export function prepareQueueView(session: PostgresSession): () => Promise<QueueTables> {
  const readTables = `${names.map(selectOf).join('\n    UNION ALL')}
    ORDER BY place`;

  return async () => {
    const read = Object.fromEntries(names.map((name) => [name, [] as unknown[]]));
    for (const row of await session.all<Row>(readTables)) read[row.name]?.push(valuesOf(row));
    return read as unknown as QueueTables;
  };
}

type Row = Readonly<Record<string, string | null>> & { readonly name: Name };

function selectOf(name: Name): string {
  const { place, columns } = tables[name];
  const values = Array.from({ length: widest }, (_, index) => {
    const column = columns[index];
    return `${column === undefined ? 'NULL' : (column.column ?? column.name)}::TEXT AS value${index}`;
  });
  return `
    SELECT '${name}' AS name, ${place} AS place, ${values.join(', ')} FROM ${name}`;
}

function valuesOf(row: Row): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [index, { name, kind }] of tables[row.name].columns.entries()) {
    const value = row[`value${index}`] ?? null;
    values[name] = value === null ? null : kinds[kind](value);
  }
  return values;
}
