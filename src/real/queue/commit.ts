import type { Holding, StoreReply } from './commands.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal, unexplained } from './fence.ts';

/**
 * Writes the commit record. With the commit boundary the effect goes into the same transaction, and the database
 * lets one record per job exist: the first committer wins, later ones are told, and noted as duplicate attempts.
 */
export function prepareCommit(context: QueueContext): (holding: Holding) => StoreReply {
  const { connection, policies } = context;
  const { andIsRunning } = fenceOf(context);
  const refusalOf = prepareRefusal(context, { mustRun: true });
  const insertCommit = connection.statement(`
    INSERT INTO commits (job, execution, attempt)
    SELECT job, id, attempt FROM executions
    WHERE id = :execution
      ${andIsRunning}
    ${policies.commitBoundary ? 'ON CONFLICT (job) DO NOTHING' : ''}`);
  const insertEffect = connection.statement('INSERT INTO effects (job, execution) VALUES (:job, :execution)');
  const readFirstCommit = connection.statement('SELECT execution AS by FROM commits WHERE job = :job');
  const noteDuplicate = connection.statement(`
    UPDATE executions SET is_duplicate = 1
    WHERE id = :execution
      AND id <> :by`);

  return (holding) =>
    durably(context, 'commit', () => {
      const { job, execution, token } = holding;
      if (insertCommit.run({ job, execution, token }) === 1) {
        if (policies.commitBoundary) insertEffect.run({ job, execution });
        return { type: 'committed' };
      }
      const refusal = refusalOf(holding);
      if (refusal !== null) return refusal;
      const first = readFirstCommit.get({ job }) as { by: number } | undefined;
      if (first === undefined) return unexplained('commit', holding);
      noteDuplicate.run({ execution, by: first.by });
      return { type: 'alreadyCommitted', by: first.by };
    });
}
