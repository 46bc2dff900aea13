import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { isTorn } from '../rules.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';
import { lockJob, refusalOf, unexplained } from './fence.ts';
import { readFirstCommit } from './first-commit.ts';

/**
 * Writes the commit record. With the commit boundary the effect is written together with the record, and the database
 * allows a single record per job: the first commit wins, and later commits are refused. An attempt that commits after
 * another attempt is noted as a duplicate, independent of its reply. If the commit is not atomic, the record, the debit
 * and the credit are three transactions.
 */
export function prepareCommit(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { session, policies } = context;
  const insertCommit = `
    INSERT INTO commits (job, execution, attempt)
    SELECT job, id, attempt FROM executions
    WHERE id = :execution`;
  const insertFirstCommit = `
    ${insertCommit}
    ON CONFLICT (job) DO NOTHING`;
  const insertWhole = `
    WITH committed AS (
      ${insertFirstCommit}
      RETURNING job, execution),
    debited AS (
      INSERT INTO effects (job, execution)
      SELECT job, execution FROM committed
      RETURNING job, execution)
    INSERT INTO credits (job, execution)
    SELECT job, execution FROM debited`;
  const insertBound = policies.atomicCommit ? insertWhole : insertFirstCommit;
  const insertRecord = policies.commitBoundary ? insertBound : insertCommit;
  const insertDebit = 'INSERT INTO effects (job, execution) VALUES (:job, :execution)';
  const insertCredit = 'INSERT INTO credits (job, execution) VALUES (:job, :execution)';
  const noteDuplicate = 'UPDATE executions SET is_duplicate = TRUE WHERE id = :execution';

  function commit(holding: Holding): Promise<StoreReply> {
    return session.transaction(async () => {
      const { job, execution } = holding;
      const locked = await lockJob(context, job);
      const first = await readFirstCommit(context, job);
      if (first !== undefined && first !== execution) await session.run(noteDuplicate, { execution });
      const refusal = refusalOf(policies, locked, holding, { mustRun: true });
      if (refusal !== null) return refusal;
      if ((await session.run(insertRecord, { execution })) === 1) return { type: 'committed' };
      return first === undefined ? unexplained('commit', holding) : { type: 'alreadyCommitted', by: first };
    });
  }

  return async (holding) => {
    const { job, execution } = holding;
    const reply = await durableStep(context, 'commit', () => commit(holding));
    if (reply.type === 'committed' && isTorn(policies)) {
      await durableStep(context, 'commit.debit', () => session.run(insertDebit, { job, execution }));
      await durableStep(context, 'commit.credit', () => session.run(insertCredit, { job, execution }));
    }
    return reply;
  };
}
