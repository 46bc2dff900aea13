import type { PostgresConnection, PostgresSession } from '../../database/postgres.ts';
import type { BookingActorSurroundings } from '../ports.ts';
import { failureOf } from './failures.ts';

/**
 * The parameters of each transaction of booking. Transactions run at READ COMMITTED, where each statement sees the rows
 * that were committed before the statement began. Rows of the same instant are therefore read in a single statement,
 * and a decision that depends on rows without a lock locks the resource first.
 */
export interface BookingContext extends BookingActorSurroundings {
  /** The present connection. Opens a connection at the first call, and after the loss of a connection. */
  readonly take: () => Promise<PostgresConnection>;
}

/**
 * A transaction with failpoints: before a connection is taken, before the commit, and after the commit. An error rolls
 * the transaction back; `answerTo` turns a refusal of the database into an outcome, and rethrows all other errors.
 */
export async function durableTransaction<Result>(
  { take, failpoints }: BookingContext,
  step: string,
  work: (session: PostgresSession) => Promise<Result>,
  answerTo: (error: unknown) => Result = rethrow,
): Promise<Result> {
  failpoints.reach(`${step}.connect`);
  const result = await commit().catch((error: unknown) => {
    const answer = answerTo(failureOf(error));
    // A fault may also strike before the reply of a store that refuses.
    failpoints.reach(`${step}.beforeCommit`);
    return answer;
  });
  failpoints.reach(`${step}.afterCommit`);
  return result;

  async function commit(): Promise<Result> {
    const session = await take();
    return session.transaction(async () => {
      const done = await work(session);
      failpoints.reach(`${step}.beforeCommit`);
      return done;
    });
  }
}

function rethrow(error: unknown): never {
  throw error;
}
