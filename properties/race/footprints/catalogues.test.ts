import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { openPostgres } from '../../../src/real/database/postgres-schemas.ts';
import { watchCatalogue } from '../../../src/real/wire/postgres/footprints/catalogues.ts';

test('the catalogue of a server has what was made since', async () => {
  const database = await openPostgres('CREATE TABLE first (id int)');
  const control = await database.connect();
  const catalogues = watchCatalogue(control);
  for (const name of ['second', 'third']) {
    await control.script(`CREATE TABLE ${name} (id int)`);
    await catalogues.refresh();
    expect(catalogues.current()?.relations.map(({ id }) => id)).toContain(`${database.schema}.${name}`);
  }
  await control.script('DROP TABLE second, third');
  await control.close();
  await database.close();
});

/** A control connection that says these versions of the catalogue, one after the other. */
function controlWith(versions: readonly string[], read: () => unknown) {
  const left = [...versions];
  return {
    async all<Row>(text: string): Promise<Row[]> {
      const isVersion = text.includes(' AS version');
      return [isVersion ? { level: 'read committed', isSet: false, version: left.shift() } : read()] as Row[];
    },
  };
}

test('the catalogue is read where its version has changed, and otherwise kept', async () => {
  let reads = 0;
  const read = (): object => ({ relations: [], routines: [], implicit: [String((reads += 1))] });
  const catalogues = watchCatalogue(controlWith(['1', '1', '2'], read));
  expect(catalogues.current()).toBeNull();
  for (const expected of [['1'], ['1'], ['2']]) {
    await catalogues.refresh();
    expect(catalogues.current()?.implicit).toEqual(expected);
  }
  expect(catalogues.level()).toBe('read committed');
});

test('a server that cannot answer the question leaves every statement unresolved', async () => {
  const read = (): never => {
    throw new DatabaseError('function does not exist', 0, 'error');
  };
  const catalogues = watchCatalogue(controlWith(['1'], read));
  await catalogues.refresh();
  expect(catalogues.current()).toBeNull();
});
