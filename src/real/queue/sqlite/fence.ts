import type { Holding, QueueJobStatus } from '../../../alphabets/queue.ts';
import type { Refusal } from '../replies.ts';
import type { QueueContext } from './context.ts';

/**
 * The condition under which a statement that is keyed by `:job` may act for the holder of `:token`. After Kleppmann,
 * "How to do distributed locking" (2016): the resource itself refuses an older token.
 */
export function fenceOf({ policies }: QueueContext): { andHasRight: string; andIsRunning: string } {
  if (!policies.fencing) return { andHasRight: '', andIsRunning: '' };
  return {
    andHasRight: `
      AND EXISTS (
        SELECT 1 FROM jobs AS fence
        WHERE fence.id = :job
        AND fence.token = :token)`,
    andIsRunning: `
      AND EXISTS (
        SELECT 1 FROM jobs AS fence
        WHERE fence.id = :job
        AND fence.token = :token
        AND fence.status = 'running')`,
  };
}

/** Why the fence refused a worker; `null` if the fence let the worker in. */
export function prepareRefusal(
  { connection, policies }: QueueContext,
  { mustRun }: { readonly mustRun: boolean },
): (holding: Holding) => Refusal | null {
  const readJob = connection.statement('SELECT status, token FROM jobs WHERE id = :job');

  return ({ job, token: shown }) => {
    if (!policies.fencing) return null;
    const { status, token } = readJob.get({ job }) as { status: QueueJobStatus; token: number };
    if (token !== shown) return { type: 'stale', token };
    return mustRun && status !== 'running' ? { type: 'notRunning', status } : null;
  };
}

/** A statement changed no row, and no rule of the queue explains the reason. */
export function unexplained(verb: string, { job, execution }: Holding): never {
  throw new Error(`${verb} of ${job} by execution ${execution} changed no row, and no rule explains the reason`);
}
