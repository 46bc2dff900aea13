import { expect, test } from 'vitest';
import type { Catalogue, CatalogueRelation, Routine } from '../../../src/real/wire/postgres/footprints/catalogue.ts';
import { reachOf } from '../../../src/real/wire/postgres/footprints/statement.ts';
import { tokensIn } from '../../../src/real/wire/postgres/footprints/tokens.ts';

const relation = (name: string, more: Partial<CatalogueRelation> = {}): CatalogueRelation => ({
  id: `shop.${name}`,
  schema: 'shop',
  name,
  kind: 'r',
  onRead: [],
  onWrite: [],
  parents: [],
  children: [],
  family: [],
  ...more,
});
const routine = (name: string, more: Partial<Routine>): Routine => ({
  id: name,
  name,
  body: 'SELECT',
  volatility: 'v',
  uses: [],
  ...more,
});

const catalogue: Catalogue = {
  relations: [
    relation('sales'),
    relation('old', { schema: 'archive', id: 'archive.old' }),
    relation('base', { family: ['shop.part'] }),
    relation('part', { family: ['shop.base'] }),
    relation('far', { kind: 'f' }),
    relation('Mixed'),
    relation('ruled', { onWrite: ['shop.sales'] }),
  ],
  routines: [
    routine('native', { body: null }),
    routine('pure', { body: null, volatility: 'i' }),
    routine('nested', { body: 'SELECT outer_one()' }),
    routine('outer_one', { body: 'INSERT INTO sales SELECT 1; SELECT nested()' }),
    routine('as_sale', { body: 'SELECT FROM sales', volatility: 's' }),
  ],
  implicit: [],
};

interface Touched {
  readonly reads: string;
  readonly locks: string;
  readonly writes: string;
  readonly isUnresolved: boolean;
}

function touched(
  sql: string,
  { implicit = [] as readonly string[], schemas = ['shop'] as readonly string[] | null } = {},
): Touched {
  const { reads, locks, writes, isUnresolved } = reachOf(tokensIn(sql), [], {
    catalogue: { ...catalogue, implicit },
    schemas,
  });
  const inWords = (names: ReadonlySet<string>): string => [...names].toSorted().join(' ');
  return { reads: inWords(reads), locks: inWords(locks), writes: inWords(writes), isUnresolved };
}

test('a table is read with its partitions, and a partition with its table', () => {
  expect(touched('SELECT * FROM base').reads).toBe('base part');
  expect(touched('UPDATE part SET x = 1')).toMatchObject({
    locks: 'base part',
    writes: 'base part',
  });
});

test('foreign tables, and functions in other languages, are not resolved', () => {
  expect(touched('SELECT * FROM far').isUnresolved).toBe(true);
  expect(touched('SELECT native()').isUnresolved).toBe(true);
  expect(touched('SELECT pure()').isUnresolved).toBe(false);
});

test('functions are followed into those that they call, each once', () => {
  expect(touched('SELECT nested()')).toMatchObject({ writes: 'sales', isUnresolved: false });
});

test('functions that a statement calls without their name count in every statement', () => {
  expect(touched('SELECT 1', { implicit: ['as_sale'] }).reads).toBe('sales');
});

test('a rule writes what it names', () => {
  expect(touched('DELETE FROM ruled').writes).toBe('ruled sales');
});

test('names are looked for in the schemas of the session and of the text', () => {
  expect(touched('SELECT * FROM old').isUnresolved).toBe(true);
  expect(touched('SELECT * FROM archive.old')).toMatchObject({ reads: 'old', isUnresolved: false });
  expect(touched('SELECT * FROM old', { schemas: null }).reads).toBe('old');
});

test('names in quotes are taken as they are, and others in small letters', () => {
  expect(touched('SELECT * FROM "Mixed"').reads).toBe('Mixed');
  expect(touched('SELECT * FROM Mixed').isUnresolved).toBe(true);
  expect(touched('SELECT * FROM SALES').reads).toBe('sales');
});

test('comments and literals name no table', () => {
  expect(touched("SELECT 'FROM old' -- FROM old\n/* FROM old */ FROM sales")).toEqual({
    reads: 'sales',
    locks: '',
    writes: '',
    isUnresolved: false,
  });
});

test.each([
  ['SELECT extract(epoch FROM due) FROM sales'],
  ['SELECT 1 FROM sales WHERE a IS DISTINCT FROM b'],
  ['SELECT * FROM sales JOIN part USING (id), LATERAL (SELECT 1) one'],
  ['SELECT * FROM unnest($1::int[]) AS one, sales'],
  ['WITH one (a) AS MATERIALIZED (SELECT 1), two AS (SELECT) SELECT * FROM one, two, sales'],
  ['MERGE INTO sales USING part ON true WHEN MATCHED THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT VALUES (1)'],
])('every table of %s is known', (sql) => {
  const { reads, isUnresolved } = touched(sql);
  expect(reads).toContain('sales');
  expect(isUnresolved).toBe(false);
});

test.each([
  ['SELECT * FROM sales, nowhere'],
  ['SELECT * FROM sales JOIN nowhere ON true'],
  ['INSERT INTO nowhere SELECT FROM sales'],
  ['SELECT * INTO sales FROM part'],
  ['EXECUTE plan'],
  ['COPY sales TO STDOUT'],
  ["SELECT query_to_xml('SELECT 1', true, true, '')"],
  ['SELECT nextval($1)'],
])('%s is not resolved', (sql) => {
  expect(touched(sql).isUnresolved).toBe(true);
});
