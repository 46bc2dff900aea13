import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { isTorn } from '../rules.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal, unexplained } from './fence.ts';
import { prepareFirstCommit } from './first-commit.ts';

/**
 * Writes the commit record. With the commit boundary the effect is written together with the record, and the database
 * allows a single record per job: the first commit wins, and later commits are refused. An attempt that commits after
 * another attempt is noted as a duplicate, independent of its reply. If the commit is not atomic, the record, the debit
 * and the credit are three transactions.
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
  const insertDebit = connection.statement('INSERT INTO effects (job, execution) VALUES (:job, :execution)');
  const insertCredit = connection.statement('INSERT INTO credits (job, execution) VALUES (:job, :execution)');
  const firstCommitOf = prepareFirstCommit(connection);
  const noteDuplicate = connection.statement('UPDATE executions SET is_duplicate = 1 WHERE id = :execution');

  function record(holding: Holding): Promise<StoreReply> {
    return durably(context, 'commit', () => {
      const { job, execution, token } = holding;
      const first = firstCommitOf(job);
      if (first !== undefined && first !== execution) noteDuplicate.run({ execution });
      if (insertCommit.run({ job, execution, token }) === 1) {
        if (policies.commitBoundary && policies.atomicCommit) {
          insertDebit.run({ job, execution });
          insertCredit.run({ job, execution });
        }
        return { type: 'committed' };
      }
      const refusal = refusalOf(holding);
      if (refusal !== null) return refusal;
      return first === undefined ? unexplained('commit', holding) : { type: 'alreadyCommitted', by: first };
    });
  }

  return async (holding) => {
    const { job, execution } = holding;
    const reply = await record(holding);
    if (reply.type === 'committed' && isTorn(policies)) {
      await durably(context, 'commit.debit', () => insertDebit.run({ job, execution }));
      await durably(context, 'commit.credit', () => insertCredit.run({ job, execution }));
    }
    return reply;
  };
}
