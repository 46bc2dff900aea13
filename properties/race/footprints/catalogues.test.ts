import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { openPostgres } from '../../../src/real/database/postgres-schemas.ts';
import { watchCatalogue } from '../../../src/real/wire/postgres/footprints/catalogues.ts';

test('the catalogue is read where it has changed, and otherwise kept', async () => {
  const database = await openPostgres('CREATE TABLE first (id int)');
  const control = await database.connect();
  const catalogues = watchCatalogue(control);
  await catalogues.refresh();
  const before = catalogues.current();
  await catalogues.refresh();
  expect(catalogues.current()).toBe(before);
  await control.script('CREATE TABLE second (id int)');
  await catalogues.refresh();
  const named = catalogues.current()?.relations.map(({ id }) => id);
  expect(named).toContain(`${database.schema}.second`);
  await control.script('DROP TABLE second');
  await control.close();
  await database.close();
});

test('a server that cannot answer the question leaves every statement unresolved', async () => {
  let asked = 0;
  const catalogues = watchCatalogue({
    async all<Row>() {
      asked += 1;
      if (asked > 1) throw new DatabaseError('function does not exist', 0, 'error');
      return [{ level: 'read committed', isSet: false, version: '1' }] as Row[];
    },
  });
  await catalogues.refresh();
  expect(asked).toBe(2);
  expect(catalogues.current()).toBeNull();
});
