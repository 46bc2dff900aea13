import { fileURLToPath } from 'node:url';
import { defineModel, defineSubject, observedSystem, programSystem } from '../../src/index.ts';
import type { Subject, SystemSetup } from '../../src/index.ts';
import { openPostgres, openPostgresStage, postgresUrl } from '../../src/real/database/index.ts';

type Book = { readonly type: 'book'; readonly guest: string };
type State = { guests: string[] };

const initial: State = { guests: [] };

const model = defineModel({
  initial,
  commands: ({ guests }): Book[] =>
    ['ann', 'bob'].filter((guest) => !guests.includes(guest)).map((guest) => ({ type: 'book', guest })),
  step(draft, { guest }) {
    if (draft.guests.length > 0) return { type: 'full' };
    draft.guests.push(guest);
    return { type: 'booked' };
  },
  actor: ({ guest }) => guest,
  invariants: { oneSeat: ({ guests }) => guests.length <= 1 },
});

const tables = 'CREATE TABLE shows (id int PRIMARY KEY); CREATE TABLE seats (id serial PRIMARY KEY, guest text)';

/** A process for each guest, which reaches its tables by a `DATABASE_URL` of its own. */
function openApp(isMended: boolean) {
  return async (setup: SystemSetup) => {
    const database = await openPostgres(tables);
    const control = await database.connect();
    await control.run('INSERT INTO shows VALUES (1)');
    const server = await postgresUrl();
    const app = await programSystem<Book>({
      command: process.execPath,
      args: [fileURLToPath(new URL('app.ts', import.meta.url))],
      actor: ({ guest }) => guest,
      env: (_, guest) => ({
        DATABASE_URL: inSchema(setup.overlap?.address?.(guest ?? '') ?? server, database.schema),
        LOCK: isMended ? 'yes' : 'no',
      }),
      view: async () => ({
        guests: (await control.all<{ guest: string }>('SELECT guest FROM seats ORDER BY id')).map(({ guest }) => guest),
      }),
    }).open(setup);
    const close = async (): Promise<void> => {
      await app.close();
      await database.close();
    };
    return { ...app, close };
  };
}

function inSchema(address: string, schema: string): string {
  const url = new URL(address);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return url.href;
}

const kind = {
  concurrent: { unordered: ['guests'] },
  stage: async () => openPostgresStage(await postgresUrl()),
};

export const show: Subject<State, Book, { readonly type: string }, State> = defineSubject({
  name: 'show',
  model,
  systems: [
    observedSystem({ name: 'app', ...kind, open: openApp(false) }),
    observedSystem({ name: 'mended', ...kind, open: openApp(true) }),
  ],
});
