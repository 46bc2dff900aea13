import type { Holding } from '../../../alphabets/queue.ts';
import type { StoreReply } from '../replies.ts';
import type { QueueContext } from './context.ts';
import { durably } from './context.ts';
import { fenceOf, prepareRefusal, unexplained } from './fence.ts';

/** Without a commit boundary: the effect is visible to the world before its commit record exists. */
export function prepareApplyEffect(context: QueueContext): (holding: Holding) => Promise<StoreReply> {
  const { andHasRight } = fenceOf(context);
  const refusalOf = prepareRefusal(context, { mustRun: false });
  const insertEffect = context.connection.statement(`
    INSERT INTO effects (job, execution)
    SELECT :job, :execution
    WHERE TRUE
      ${andHasRight}`);

  const insertCredit = context.connection.statement(`
    INSERT INTO credits (job, execution)
    VALUES (:job, :execution)`);

  return (holding) =>
    durably(context, 'applyEffect', () => {
      const { job, execution, token } = holding;
      if (insertEffect.run({ job, execution, token }) === 1) {
        insertCredit.run({ job, execution });
        return { type: 'applied' };
      }
      return refusalOf(holding) ?? unexplained('applyEffect', holding);
    });
}
