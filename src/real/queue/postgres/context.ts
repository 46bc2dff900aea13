import type { PostgresSession } from '../../database/postgres.ts';
import type { QueueActorSurroundings } from '../store.ts';

/**
 * The parameters of each verb of the queue. Transactions run at READ COMMITTED, where each statement sees the rows that
 * were committed before the statement began. A verb whose decision depends on rows that the verb does not lock
 * therefore locks the job first, and reads those rows in the next statement.
 */
export interface QueueContext extends QueueActorSurroundings {
  readonly session: PostgresSession;
}
