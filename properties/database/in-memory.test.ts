import { expect, test } from 'vitest';
import { openInMemory } from '../../src/real/database/sqlite.ts';

test('a statement after the close of its database throws, and changes no other', () => {
  const schema = 'CREATE TABLE jobs (id TEXT)';
  const first = openInMemory(schema);
  const connection = first.connect();
  const insert = connection.statement('INSERT INTO jobs VALUES (:id)');
  const count = connection.statement('SELECT count(*) AS jobs FROM jobs');
  insert.run({ id: 'j1' });
  first.close();
  // The second database is the first again, emptied.
  const second = openInMemory(schema);
  const here = second.connect().statement('SELECT count(*) AS jobs FROM jobs');
  const late = [
    () => insert.run({ id: 'j2' }),
    () => count.get(),
    () => count.all(),
    () => count.rows(),
    () => connection.script('DROP TABLE jobs'),
    () => connection.transaction(() => expect.unreachable()),
    () => connection.statement('DELETE FROM jobs').run(),
    // A second close gives nothing back.
    () => (first.close(), count.get()),
  ];
  for (const statement of late) expect(statement).toThrow('the database is closed');
  expect(here.get()).toEqual({ jobs: 0 });
  const third = openInMemory(schema);
  third.connect().statement('INSERT INTO jobs VALUES (:id)').run({ id: 'j3' });
  expect(here.get()).toEqual({ jobs: 0 });
  third.close();
  second.close();
});
