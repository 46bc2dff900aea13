import type { Connection, Session } from '../../database/postgres.ts';
import type { Surroundings } from '../ports.ts';
import { failureOf } from './failures.ts';

/**
 * What a transaction of booking stands on. Transactions run at READ COMMITTED, where each statement sees what was
 * committed before it began: so whatever has to be of one moment is read in one statement, and whoever decides by rows
 * that it does not lock locks the resource first.
 */
export interface BookingContext extends Surroundings {
  /** A connection, taken when it is first asked for, and another one when that was lost. */
  readonly take: () => Promise<Connection>;
}

/**
 * One transaction, with a failpoint where a connection is taken, one before the commit and one after it. What is thrown
 * is rolled back; `answerTo` turns what the database refuses into an answer, and throws whatever else it is given.
 */
export async function durably<Result>(
  { take, failpoints }: BookingContext,
  step: string,
  work: (session: Session) => Promise<Result>,
  answerTo: (error: unknown) => Result = rethrow,
): Promise<Result> {
  failpoints.reach(`${step}.connect`);
  const result = await commit().catch((error: unknown) => answerTo(failureOf(error)));
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
