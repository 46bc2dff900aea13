import { Pool } from 'pg';
import type { Config, SystemSetup } from '../../src/index.ts';
import { defineConfig, defineModel, defineSubject } from '../../src/index.ts';
import { openPostgres, openPostgresStage, postgresUrl } from '../../src/real/database/index.ts';
import { book } from './app.ts';

type Book = { readonly type: 'book'; readonly guest: string };

const model = defineModel({
  initial: { guests: [] as string[] },
  commands: (): Book[] => ['ann', 'bob'].map((guest) => ({ type: 'book', guest })),
  step(draft, { guest }) {
    if (draft.guests.length > 0) return { type: 'full' };
    draft.guests.push(guest);
    return { type: 'booked' };
  },
  actor: ({ guest }) => guest,
});

const postgres = {
  name: 'postgres',
  concurrent: true,
  stage: async () => openPostgresStage(await postgresUrl()),
  async open({ overlap }: SystemSetup) {
    const { schema, close } = await openPostgres('CREATE TABLE seats (guest text)');
    const connectionString = overlap?.address?.() ?? (await postgresUrl());
    const pool = new Pool({ connectionString, options: `-c search_path=${schema}` });
    return {
      perform: ({ guest }: Book) => book(pool, guest),
      view: async () => ({ guests: (await pool.query('SELECT guest FROM seats')).rows.map(({ guest }) => guest) }),
      close: () => pool.end().then(close),
    };
  },
};

const config: Config = defineConfig({ subjects: [defineSubject({ name: 'seat', model, systems: [postgres] })] });
export default config;
