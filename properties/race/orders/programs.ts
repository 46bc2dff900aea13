import type { Arbitrary } from 'fast-check';
import { array, constantFrom, nat, oneof, record, tuple } from 'fast-check';
import type { Catalogue, CatalogueRelation } from '../../../src/real/wire/postgres/footprints/catalogue.ts';

/** The tables with rows that a statement names by their ids. */
export type Table = 'a' | 'b';

/** A statement of a small program. */
export type Statement =
  | { readonly type: 'read' | 'add' | 'put' | 'lock' | 'insert' | 'delete'; readonly table: Table; readonly id: number }
  | { readonly type: 'sum'; readonly of: Table | 'v' | 'c' | 'n' }
  | { readonly type: 'child'; readonly id: number; readonly parent: number }
  /** Writes what it sees of another table. */
  | { readonly type: 'copy'; readonly id: number }
  | { readonly type: 'bump' | 'next' }
  | { readonly type: 'advise'; readonly key: number };

/** Transactions of a session, one after the other; a statement of its own commits by itself. */
export interface SessionProgram {
  readonly parts: readonly { readonly isBlock: boolean; readonly statements: readonly Statement[] }[];
}

export const levels = ['read committed', 'repeatable read', 'serializable'] as const;
export type ProgramLevel = (typeof levels)[number];

/** A race of two or three sessions. */
export interface SmallProgram {
  readonly level: ProgramLevel;
  readonly sessions: readonly SessionProgram[];
}

export const sessionNames = ['p', 'q', 'r'] as const;

/**
 * The tables: `c` refers to `a`, and rows of it go with those of `a`; an update of `b` counts in `n` by a trigger; `v` is a view
 * of `b`; `bump` counts in `n` as well; `s` is a sequence.
 */
export const definition = `
CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL);
CREATE TABLE b (id int PRIMARY KEY, x int NOT NULL);
CREATE TABLE c (id int PRIMARY KEY, parent int REFERENCES a ON DELETE CASCADE);
CREATE TABLE n (id int PRIMARY KEY, x int NOT NULL);
CREATE VIEW v AS SELECT id, x FROM b;
CREATE SEQUENCE s;
CREATE FUNCTION bump() RETURNS void LANGUAGE sql AS 'UPDATE n SET x = x + 1 WHERE id = 1';
CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN UPDATE n SET x = x + 1 WHERE id = 1; RETURN NULL; END $$;
CREATE TRIGGER counted AFTER UPDATE ON b FOR EACH ROW EXECUTE FUNCTION counted();`;

/** The rows with which a program begins. */
export const rows = `
DELETE FROM c; DELETE FROM a; DELETE FROM b; DELETE FROM n; SELECT setval('s', 1, false);
INSERT INTO a VALUES (1, 0), (2, 0); INSERT INTO b VALUES (1, 0), (2, 0); INSERT INTO n VALUES (1, 0); INSERT INTO c VALUES (3, 1);`;

const relation = (name: string, kind: string, more: Partial<CatalogueRelation> = {}): CatalogueRelation => ({
  id: name,
  schema: 'public',
  name,
  kind,
  onRead: [],
  onWrite: [],
  parents: [],
  children: [],
  family: [],
  ...more,
});

/** What the server says of these tables. */
export const catalogue: Catalogue = {
  relations: [
    relation('a', 'r', { children: [{ id: 'c', columns: ['id'] }] }),
    relation('b', 'r', { onWrite: ['2'] }),
    relation('c', 'r', { parents: [{ id: 'a', columns: ['parent'] }] }),
    relation('n', 'r'),
    relation('v', 'v', { onRead: ['b'] }),
    relation('s', 'S'),
  ],
  routines: [
    { id: '1', name: 'bump', body: 'UPDATE n SET x = x + 1 WHERE id = 1', volatility: 'v', uses: [] },
    {
      id: '2',
      name: 'counted',
      body: 'BEGIN UPDATE n SET x = x + 1 WHERE id = 1; RETURN NULL; END',
      volatility: 'v',
      uses: [],
    },
  ],
  implicit: [],
};

/** The text of a statement. `last`: what the session has read last. */
export function textOf(statement: Statement, last: number): string {
  switch (statement.type) {
    case 'read':
      return `SELECT x FROM ${statement.table} WHERE id = ${statement.id}`;
    case 'lock':
      return `SELECT x FROM ${statement.table} WHERE id = ${statement.id} FOR UPDATE`;
    case 'add':
      return `UPDATE ${statement.table} SET x = x + 1 WHERE id = ${statement.id}`;
    case 'put':
      return `UPDATE ${statement.table} SET x = ${last + 10} WHERE id = ${statement.id}`;
    case 'insert':
      return `INSERT INTO ${statement.table} VALUES (${statement.id + 2}, ${last + 5})`;
    case 'delete':
      return `DELETE FROM ${statement.table} WHERE id = ${statement.id}`;
    case 'sum':
      return `SELECT coalesce(sum(${statement.of === 'c' ? 'id' : 'x'}), 0)::int AS x FROM ${statement.of}`;
    case 'child':
      return `INSERT INTO c VALUES (${statement.id}, ${statement.parent})`;
    case 'copy':
      return `UPDATE b SET x = coalesce((SELECT x FROM a WHERE id = 1), -7) + 7 WHERE id = ${statement.id}`;
    case 'bump':
      return 'SELECT bump()';
    case 'next':
      return "SELECT nextval('s')::int AS x";
    case 'advise':
      return `SELECT pg_advisory_xact_lock(${statement.key})`;
  }
}

const id = constantFrom(1, 1, 1, 2);
const table = constantFrom<Table>('a', 'b');
const statement: Arbitrary<Statement> = oneof(
  {
    weight: 8,
    arbitrary: record({
      type: constantFrom('read', 'add', 'add', 'put', 'lock', 'lock', 'insert', 'delete'),
      table,
      id,
    }),
  },
  {
    weight: 2,
    arbitrary: record({ type: constantFrom('sum'), of: constantFrom(...(['a', 'b', 'v', 'c', 'n'] as const)) }),
  },
  { weight: 1, arbitrary: record({ type: constantFrom('child'), id, parent: id }) },
  { weight: 1, arbitrary: record({ type: constantFrom('copy'), id }) },
  { weight: 1, arbitrary: record({ type: constantFrom(...(['bump', 'next'] as const)) }) },
  { weight: 1, arbitrary: record({ type: constantFrom('advise'), key: id }) },
);

/** The moves of a session: those of its statements, and of its commits. */
function moveCount({ parts }: SessionProgram): number {
  return parts.reduce((sum, { statements }) => sum + statements.length + 1, 0);
}

/** How many orders the moves of a program have, where no session waits. */
function ordersIn({ sessions }: SmallProgram): number {
  let orders = 1;
  let all = 0;
  for (const one of sessions) for (let own = 1; own <= moveCount(one); own += 1) orders *= (all += 1) / own;
  return orders;
}

function session(most: number): Arbitrary<SessionProgram> {
  return tuple(array(statement, { minLength: 1, maxLength: most }), nat(3)).map(([statements, cut]) => ({
    parts:
      cut === 0
        ? statements.map((one) => ({ isBlock: false, statements: [one] }))
        : cut === 1 && statements.length > 1
          ? [
              { isBlock: true, statements: statements.slice(0, 1) },
              { isBlock: false, statements: statements.slice(1, 2) },
              ...(statements.length > 2 ? [{ isBlock: true, statements: statements.slice(2) }] : []),
            ]
          : [{ isBlock: true, statements }],
  }));
}

/** Programs with at most so many orders of their moves. */
export function smallPrograms(mostOrders: number): Arbitrary<SmallProgram> {
  const sessions = oneof(
    { weight: 2, arbitrary: array(session(4), { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: array(session(2), { minLength: 3, maxLength: 3 }) },
  );
  return record({ level: constantFrom(...levels), sessions }).filter((program) => ordersIn(program) <= mostOrders);
}
