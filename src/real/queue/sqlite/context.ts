import type { SqliteConnection } from '../../database/sqlite.ts';
import type { QueueActorSurroundings } from '../store.ts';
import { durableStep } from '../store.ts';

/** The parameters of each verb of the queue. */
export interface QueueContext extends QueueActorSurroundings {
  readonly connection: SqliteConnection;
}

/** A durable step: a transaction, with a failpoint before and after. */
export function durably<Result>(context: QueueContext, step: string, work: () => Result): Promise<Result> {
  return durableStep(context, step, () => context.connection.transaction(work));
}
