import type { Connection } from '../../database/sqlite.ts';
import type { Surroundings } from '../ports.ts';

/** What a transaction of booking stands on. */
export interface BookingContext extends Surroundings {
  readonly connection: Connection;
}

/**
 * One transaction, with a failpoint where a connection is taken, one before the commit and one after it. What is thrown
 * is rolled back; `answerTo` turns what the database refuses into an answer, and throws whatever else it is given.
 */
export async function durably<Result>(
  { connection, failpoints }: BookingContext,
  step: string,
  work: () => Result,
  answerTo: (error: unknown) => Result = rethrow,
): Promise<Result> {
  failpoints.reach(`${step}.connect`);
  const result = orAnswer(answerTo, () =>
    connection.transaction(() => {
      const done = work();
      failpoints.reach(`${step}.beforeCommit`);
      return done;
    }),
  );
  failpoints.reach(`${step}.afterCommit`);
  return result;
}

function orAnswer<Result>(answerTo: (error: unknown) => Result, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    return answerTo(error);
  }
}

function rethrow(error: unknown): never {
  throw error;
}
