import type { SqliteConnection } from '../../database/sqlite.ts';
import type { BookingActorSurroundings } from '../ports.ts';

/** The parameters of each transaction of booking. */
export interface BookingContext extends BookingActorSurroundings {
  readonly connection: SqliteConnection;
}

/**
 * A transaction with failpoints: before a connection is taken, before the commit, and after the commit. An error rolls
 * the transaction back; `answerTo` turns a refusal of the database into an outcome, and rethrows all other errors.
 */
export async function durableTransaction<Result>(
  { connection, failpoints }: BookingContext,
  step: string,
  work: () => Result,
  answerTo: (error: unknown) => Result = rethrow,
): Promise<Result> {
  failpoints.reach(`${step}.connect`);
  // A fault may also strike before the reply of a store that refuses.
  const refused = (error: unknown): Result => {
    const answer = answerTo(error);
    failpoints.reach(`${step}.beforeCommit`);
    return answer;
  };
  const result = orAnswer(refused, () =>
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
