import type { PostgresConnection } from '../../../database/postgres.ts';

/** What a database says of its tables, views, sequences and functions, beside the schemas of Postgres itself. */
export interface Catalogue {
  readonly relations: readonly CatalogueRelation[];
  readonly routines: readonly Routine[];
  /** The ids of functions that a statement may call without their name: of casts, operators and domains. */
  readonly implicit: readonly string[];
}

export interface CatalogueRelation {
  /** The schema and the name, with a full stop. */
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  /** As in `pg_class`: `r` and `p`: a table; `v`: a view; `m`: a materialized view; `f`: a foreign table; `S`: a sequence. */
  readonly kind: string;
  /** The ids of the relations and functions that a statement uses which reads it, such as those of a view. */
  readonly onRead: readonly string[];
  /** Those that a statement uses which writes it: of triggers, defaults, checks, rules. */
  readonly onWrite: readonly string[];
  /** Its foreign keys: their columns, and the tables that they refer to. */
  readonly parents: readonly ForeignKey[];
  /** The foreign keys that refer to it: the columns of it that they refer to, and their tables. */
  readonly children: readonly ForeignKey[];
  /** Its partitions, the tables that inherit from it, and those that it inherits from. */
  readonly family: readonly string[];
}

/** A foreign key, as seen from one of its tables. */
export interface ForeignKey {
  /** The other table. */
  readonly id: string;
  /** Columns of this table. */
  readonly columns: readonly string[];
}

/** A function or a procedure. */
export interface Routine {
  readonly id: string;
  readonly name: string;
  /** Its text and its settings; `null`: it is not written in SQL or PL/pgSQL. */
  readonly body: string | null;
  /** As in `pg_proc`: `i`: immutable, `s`: stable, `v`: volatile. */
  readonly volatility: string;
  /** The ids of the relations and functions that the server knows it to use. */
  readonly uses: readonly string[];
}

/** The first number of what is no part of Postgres itself. */
const firstOwn = 16_384;

const query = `
WITH relations AS (
  SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, n.nspname || '.' || c.relname AS id
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
), routines AS (
  SELECT p.oid, p.oid::text AS id, p.proname AS name, p.provolatile AS volatility,
    CASE WHEN l.lanname IN ('sql', 'plpgsql') THEN concat_ws(' ',
      p.prosrc, pg_get_function_sqlbody(p.oid), array_to_string(p.proconfig, ' ')) END AS body
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  WHERE p.oid >= ${firstOwn}
), known AS (
  SELECT 'pg_class'::regclass AS class, oid, id FROM relations
  UNION ALL SELECT 'pg_proc'::regclass, oid, id FROM routines
), parts AS (
  SELECT 'pg_rewrite'::regclass AS class, oid, ev_class AS owner, rulename = '_RETURN' AS "isOfReads" FROM pg_rewrite
  UNION ALL SELECT 'pg_policy'::regclass, oid, polrelid, true FROM pg_policy
  UNION ALL SELECT 'pg_class'::regclass, indexrelid, indrelid, true FROM pg_index
  UNION ALL SELECT 'pg_trigger'::regclass, oid, tgrelid, false FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'pg_constraint'::regclass, oid, conrelid, false FROM pg_constraint WHERE contype <> 'f'
  UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, adrelid, a.attgenerated = 'v'
    FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
), uses AS (
  SELECT p.owner, p."isOfReads", k.id
  FROM parts p
  JOIN pg_depend d ON d.classid = p.class AND d.objid = p.oid
  JOIN known k ON k.class = d.refclassid AND k.oid = d.refobjid
  WHERE d.refobjid <> p.owner
  UNION ALL
  SELECT d.refobjid, false, s.id
  FROM pg_depend d JOIN relations s ON s.oid = d.objid AND s.kind = 'S'
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
), keys AS (
  SELECT c.conrelid AS child, c.confrelid AS parent,
    ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = ANY (c.conkey)) AS own,
    ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = c.confrelid AND attnum = ANY (c.confkey)) AS referenced
  FROM pg_constraint c WHERE c.contype = 'f'
), implicit AS (
  SELECT oprcode::oid AS oid FROM pg_operator UNION SELECT castfunc FROM pg_cast
  UNION SELECT d.refobjid FROM pg_depend d JOIN pg_constraint c ON c.oid = d.objid AND c.contypid <> 0
    WHERE d.classid = 'pg_constraint'::regclass AND d.refclassid = 'pg_proc'::regclass
)
SELECT
  (SELECT coalesce(json_agg(json_build_object(
    'id', r.id, 'schema', r.schema, 'name', r.name, 'kind', r.kind,
    'onRead', ARRAY(SELECT u.id FROM uses u WHERE u.owner = r.oid AND u."isOfReads"),
    'onWrite', ARRAY(SELECT u.id FROM uses u WHERE u.owner = r.oid AND NOT u."isOfReads"),
    'parents', ARRAY(SELECT json_build_object('id', o.id, 'columns', k.own)
      FROM keys k JOIN relations o ON o.oid = k.parent WHERE k.child = r.oid),
    'children', ARRAY(SELECT json_build_object('id', o.id, 'columns', k.referenced)
      FROM keys k JOIN relations o ON o.oid = k.child WHERE k.parent = r.oid),
    'family', ARRAY(SELECT o.id FROM pg_inherits h JOIN relations o
      ON (h.inhrelid, h.inhparent) IN ((r.oid, o.oid), (o.oid, r.oid)))
  )), '[]') FROM relations r) AS relations,
  (SELECT coalesce(json_agg(json_build_object(
    'id', f.id, 'name', f.name, 'body', f.body, 'volatility', f.volatility,
    'uses', ARRAY(SELECT k.id FROM pg_depend d JOIN known k ON k.class = d.refclassid AND k.oid = d.refobjid
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid)
  )), '[]') FROM routines f) AS routines,
  ARRAY(SELECT f.id FROM routines f JOIN implicit i ON i.oid = f.oid) AS implicit`;

/** Reads the catalogue of a database. */
export async function readCatalogue(control: Pick<PostgresConnection, 'all'>): Promise<Catalogue> {
  // The colons of a cast are none of a parameter.
  const [catalogue] = await control.all<Catalogue>(query);
  return catalogue ?? { relations: [], routines: [], implicit: [] };
}
