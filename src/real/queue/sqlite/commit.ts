import type { Holding, StoreReply } from '../commands.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal, unexplained } from './fence.ts';
import { prepareFirstCommit } from './first-commit.ts';

/**
 * Writes the commit record. With the commit boundary the effect goes into the same transaction, and the database
 * lets one record per job exist: the first committer wins, later ones are told. Whoever comes after another attempt's
 * commit is noted as a duplicate, whatever it is told.
 */
export function prepareCommit(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
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
  const firstCommitOf = prepareFirstCommit(connection);
  const noteDuplicate = connection.statement('UPDATE executions SET is_duplicate = 1 WHERE id = :execution');

  return (holding) =>
    durably(context, 'commit', () => {
      const { job, execution, token } = holding;
      const first = firstCommitOf(job);
      if (first !== undefined && first !== execution) noteDuplicate.run({ execution });
      if (insertCommit.run({ job, execution, token }) === 1) {
        if (policies.commitBoundary) insertEffect.run({ job, execution });
        return { type: 'committed' };
      }
      const refusal = refusalOf(holding);
      if (refusal !== null) return refusal;
      return first === undefined ? unexplained('commit', holding) : { type: 'alreadyCommitted', by: first };
    });
}
