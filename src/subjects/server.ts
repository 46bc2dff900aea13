import type { Command, Outcome } from '../kernel/model.ts';
import type { SystemKind } from '../kernel/subject.ts';

/** What a system that stands on a server is by that. */
type OnServer = Pick<SystemKind<Command, Outcome, unknown>, 'atOnce' | 'assertReachable'>;

/**
 * On Postgres each run of a check has a schema of its own, and while one waits for the server another is judged: two
 * processors then have something to do.
 */
const onPostgres: OnServer = {
  atOnce: 4,
  async assertReachable() {
    const { assertPostgresAnswers } = await import('../real/database/postgres-answer.ts');
    const { postgresUrl } = await import('../real/database/postgres-server.ts');
    await assertPostgresAnswers(await postgresUrl());
  },
};

/** A system by its name, and by the server on which it stands. */
export function onServer<Kind extends { readonly name: string }>(kind: Kind): Kind & OnServer {
  return kind.name === 'postgres' ? { ...kind, ...onPostgres } : kind;
}
