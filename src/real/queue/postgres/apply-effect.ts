import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import { durableStep } from '../store.ts';
import type { QueueContext } from './context.ts';
import { fenceOf, readJob, refusalOf, unexplained } from './fence.ts';

/** Without a commit boundary: the effect is visible to the world before its commit record exists. */
export function prepareApplyEffect(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { session, policies } = context;
  const { andHasRight } = fenceOf(context);
  const insertEffect = `
    WITH fence AS (
      SELECT id FROM jobs
      WHERE id = :job
        ${andHasRight}
      FOR SHARE),
    debited AS (
      INSERT INTO effects (job, execution)
      SELECT id, :execution FROM fence
      RETURNING job, execution)
    INSERT INTO credits (job, execution)
    SELECT job, execution FROM debited`;

  return (holding) =>
    durableStep(context, 'applyEffect', async () => {
      const { job, execution, token } = holding;
      if ((await session.run(insertEffect, { job, execution, token })) === 1) return { type: 'applied' };
      const refusal = refusalOf(policies, await readJob(context, job), holding, { mustRun: false });
      return refusal ?? unexplained('applyEffect', holding);
    });
}
