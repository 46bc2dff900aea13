import type { Connection } from '../../database/sqlite.ts';
import type { Surroundings } from '../store.ts';
import { durableStep } from '../store.ts';

/** What a verb of the queue stands on. */
export interface QueueContext extends Surroundings {
  readonly connection: Connection;
}

/** One durable step: a transaction, with a failpoint on either side of it. */
export function durably<Result>(context: QueueContext, step: string, work: () => Result): Promise<Result> {
  return durableStep(context, step, () => context.connection.transaction(work));
}
