import type { Holding, QueueJobStatus, QueuePolicies } from '../../../alphabets/queue.ts';
import type { Refusal } from '../replies.ts';
import type { QueueContext } from './context.ts';

/**
 * The condition under which a statement may act on a row of `jobs` for the holder of `:token`. After Kleppmann, "How to
 * do distributed locking" (2016): the resource itself refuses an older token.
 */
export function fenceOf({ policies }: QueueContext): { andHasRight: string; andIsRunning: string } {
  if (!policies.fencing) return { andHasRight: '', andIsRunning: '' };
  return { andHasRight: 'AND token = :token', andIsRunning: "AND token = :token AND status = 'running'" };
}

export interface JobRow {
  readonly status: QueueJobStatus;
  readonly token: number;
}

/** Locks a job until the transaction ends, so that the next statements see an unchanged row. */
export async function lockJob({ session }: QueueContext, job: string): Promise<JobRow> {
  return theJob(await session.get('SELECT status, token FROM jobs WHERE id = :job FOR UPDATE', { job }), job);
}

export async function readJob({ session }: QueueContext, job: string): Promise<JobRow> {
  return theJob(await session.get('SELECT status, token FROM jobs WHERE id = :job', { job }), job);
}

function theJob(row: JobRow | undefined, job: string): JobRow {
  if (row === undefined) throw new Error(`a worker holds ${job}, which was never submitted`);
  return row;
}

/** Why the fence refuses a worker; `null` if the fence lets the worker in. */
export function refusalOf(
  { fencing }: QueuePolicies,
  { status, token }: JobRow,
  { token: shown }: Holding,
  { mustRun }: { readonly mustRun: boolean },
): Refusal | null {
  if (!fencing) return null;
  if (token !== shown) return { type: 'stale', token };
  return mustRun && status !== 'running' ? { type: 'notRunning', status } : null;
}

/** A statement changed no row, and no rule of the queue explains the reason. */
export function unexplained(verb: string, { job, execution }: Holding): never {
  throw new Error(`${verb} of ${job} by execution ${execution} changed no row, and no rule explains the reason`);
}
