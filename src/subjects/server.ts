import type { Command, Outcome } from '../kernel/model.ts';
import type { SystemKind } from '../kernel/subject.ts';
import { databaseLosses } from '../real/database/connection-losses.ts';
import { openStageOfPostgres } from './open-postgres.ts';

/** The properties of a system that needs a database server. */
type OnServer = Pick<
  SystemKind<Command, Outcome, unknown>,
  'atOnce' | 'guesses' | 'stage' | 'checkpoints' | 'assertReachable' | 'connectionLosses'
>;

/**
 * On Postgres each run of a check has its own schema. While some runs wait for the server, the check judges others, so
 * two processors are busy.
 */
const onPostgres: OnServer = {
  atOnce: 4,
  guesses: 8,
  async assertReachable() {
    const { assertPostgresAnswers } = await import('../real/database/postgres-answer.ts');
    const { postgresUrl } = await import('../real/database/postgres-server.ts');
    await assertPostgresAnswers(await postgresUrl());
  },
  connectionLosses: databaseLosses,
};

/** Adds the properties of the server on which the system with this name stands. */
export function onServer<Kind extends { readonly name: string }>(kind: Kind): Kind & OnServer {
  if (kind.name === 'postgres') return { ...kind, ...onPostgres, stage: openStageOfPostgres, checkpoints: true };
  // One proxy cuts for all systems of a process, so that only one of them may work at a time.
  return kind.name === 'postgres-cut' ? { ...kind, ...onPostgres, atOnce: 1 } : kind;
}
