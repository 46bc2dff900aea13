import type { PostgresConnection } from './postgres.ts';

/** The rows of all tables of a schema, and its counters, as another schema with the same tables can take them. */
export interface TakenRows {
  /** Each table that has rows: its columns, and its rows as the server writes them, in the order of their places on the disk. */
  readonly tables: readonly { readonly name: string; readonly columns: string; readonly rows: string }[];
  readonly counters: readonly { readonly name: string; readonly value: string; readonly isCalled: boolean }[];
}

/** A table or a counter, with its name as a statement has it. */
interface Relation {
  readonly name: string;
  readonly isCounter: boolean;
  /** The columns that a row is written with: all but those that the server computes. `null`: there are none. */
  readonly columns: string | null;
  /** Whether its rows cannot be put back as they are. */
  readonly isRefused: boolean;
}

/** So long may the rows be, in characters: each schedule of a race puts them back. */
const longestRows = 200_000;

/** Settings under which the server writes every value so that it reads the same value, whatever the role has set (as `pg_dump`). */
const losslessSettings = [
  'SET LOCAL extra_float_digits = 1',
  `SET LOCAL datestyle = 'ISO, MDY'`,
  'SET LOCAL intervalstyle = postgres',
  'SET LOCAL bytea_output = hex',
];

/**
 * Types whose values name what is not among the rows: an object of the server, as a large object, or a transaction. A row that is
 * written again belongs to another transaction.
 */
const typesOfServer =
  'oid regproc regprocedure regoper regoperator regclass regtype regrole regnamespace regconfig regdictionary ' +
  'regcollation xid xid8 cid tid pg_lsn txid_snapshot pg_snapshot';

/**
 * Takes down the rows and counters of a schema. `null` where they cannot be put back exactly: the role may not switch triggers
 * off, a table is not an ordinary one, or values name what is not in the rows.
 */
export async function takeRows(
  connection: Pick<PostgresConnection, 'all' | 'get' | 'transaction' | 'unprepared'>,
  schema: string,
): Promise<TakenRows | null> {
  return connection.transaction(async () => {
    const relations = (await mayPutBack(connection)) ? await connection.all<Relation>(readRelations, { schema }) : [];
    const isRefused = relations.some((one) => one.isRefused || (!one.isCounter && one.columns === null));
    if (relations.length === 0 || isRefused) return null;
    for (const setting of losslessSettings) await connection.unprepared(setting);
    const tables = relations.filter(({ isCounter }) => !isCounter);
    const counters = relations.filter(({ isCounter }) => isCounter);
    const rows = await readAll<{ name: string; rows: string | null }>(connection, tables, rowsOf(schema));
    const taken = {
      tables: rows.flatMap(({ name, rows: ownRows }) => {
        const columns = tables.find((one) => one.name === name)?.columns ?? '';
        return ownRows === null ? [] : [{ name, columns, rows: ownRows }];
      }),
      counters: await readAll<TakenRows['counters'][number]>(connection, counters, counterOf(schema)),
    };
    const length = taken.tables.reduce((sum, one) => sum + one.rows.length, 0);
    return length > longestRows ? null : taken;
  }, 'REPEATABLE READ');
}

/** The statements that put rows into the empty tables of a schema, with triggers off. */
export function insertsOf(schema: string, { tables }: TakenRows): string[] {
  return tables.map(
    ({ name, columns, rows }) => `INSERT INTO ${schema}.${name} (${columns}) OVERRIDING SYSTEM VALUE VALUES ${rows}`,
  );
}

/** The statements that set the counters of a schema. */
export function counterSettings(schema: string, { counters }: TakenRows): string[] {
  return counters.map(
    ({ name, value, isCalled }) => `SELECT setval(${literal(`${schema}.${name}`)}, ${value}, ${isCalled})::text`,
  );
}

/** Whether the role may switch triggers off, and no large object could be among what the rows name. */
async function mayPutBack(connection: Pick<PostgresConnection, 'get'>): Promise<boolean> {
  const found = await connection.get<{ mayDo: boolean }>(
    `SELECT current_setting('is_superuser') = 'on'
      AND NOT EXISTS (SELECT 1 FROM pg_largeobject_metadata) AS "mayDo"`,
  );
  return found?.mayDo === true;
}

/**
 * Refused are tables that are partitioned, foreign, unlogged, materialised or in an inheritance, or have rules, or triggers that
 * cannot be switched off; counters of which each session takes several numbers at once; and columns with values of the server.
 */
const readRelations = `
  SELECT
    quote_ident(relname) AS name,
    relkind = 'S' AS "isCounter",
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
    relkind NOT IN ('r', 'S')
      OR relpersistence <> 'p'
      OR (relkind = 'r' AND relhasrules)
      OR EXISTS (SELECT 1 FROM pg_inherits WHERE relation.oid IN (inhrelid, inhparent))
      OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = relation.oid AND tgenabled IN ('A', 'R'))
      OR EXISTS (SELECT 1 FROM pg_sequence WHERE seqrelid = relation.oid AND seqcache <> 1)
      OR (relkind = 'r' AND EXISTS (
        SELECT 1 FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
        WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
          AND ARRAY[pg_type.oid, typbasetype, typelem] && ARRAY(
            SELECT oid FROM pg_type WHERE typname = ANY(string_to_array('${typesOfServer}', ' '))
              AND typnamespace = 'pg_catalog'::regnamespace))) AS "isRefused"
  FROM pg_class relation
  WHERE relnamespace = to_regnamespace(:schema) AND relkind NOT IN ('i', 'I', 'v', 'c', 't')
  ORDER BY oid`;

function rowsOf(schema: string): (table: Relation) => string {
  return ({ name, columns }) => {
    const names = (columns ?? '').split(', ');
    const list = names.map(() => '%L').join(', ');
    return `SELECT ${literal(name)} AS name, string_agg(format('(${list})', ${columns}), ', ' ORDER BY ctid) AS rows FROM ONLY ${schema}.${name}`;
  };
}

function counterOf(schema: string): (counter: Relation) => string {
  return ({ name }) =>
    `SELECT ${literal(name)} AS name, last_value::text AS value, is_called AS "isCalled" FROM ${schema}.${name}`;
}

/** What a statement reads of each relation. */
async function readAll<Row extends object>(
  connection: Pick<PostgresConnection, 'unprepared'>,
  relations: readonly Relation[],
  statementOf: (relation: Relation) => string,
): Promise<Row[]> {
  if (relations.length === 0) return [];
  return connection.unprepared<Row>(relations.map(statementOf).join(' UNION ALL '));
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
