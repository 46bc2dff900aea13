import type { Session } from '../../database/postgres.ts';
import type { Surroundings } from '../store.ts';

/**
 * What a verb of the queue stands on. Transactions run at READ COMMITTED, where each statement sees what was committed
 * before it began: so whoever decides by rows that it does not lock locks the job first, and looks in the next statement.
 */
export interface QueueContext extends Surroundings {
  readonly session: Session;
}
