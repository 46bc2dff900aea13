import { DatabaseError } from 'pg';
import { startWatch, within } from '../../kernel/time-limit.ts';
import type { FullClient } from './postgres-address.ts';
import { answerMsOf, clientFor, unreachable } from './postgres-address.ts';

/** How long a server may take to let a connection go, in milliseconds. */
const hangUpMs = 1_000;

/**
 * Asks the server over a new connection. Throws `EnvironmentError` where no answer comes in time. A refusal is an answer,
 * but for that of a server that starts or ends.
 */
export async function assertPostgresAnswers(url: string, answerMs: number = answerMsOf(url)): Promise<void> {
  const client = clientFor(url, answerMs);
  client.on('error', () => undefined);
  try {
    // A pooler takes a connection before it has one to the server.
    const answer = client.connect().then(() => client.query('SELECT 1'));
    await within(answerMs, answer, () => new Error(`no answer within ${answerMs / 1000} s`));
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code?.startsWith('57P') === true) throw unreachable(url, error);
  } finally {
    await hangUp(client);
  }
}

/**
 * What a call is answered. Each time that the server has taken too long for it, it is asked over a new connection whether it
 * answers at all: a statement may wait for another, and then it goes on waiting. Rejects with `EnvironmentError` where the
 * server does not answer.
 */
export function answerTo<Answer>(call: Promise<Answer>, url: string, answerMs: () => number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let watch = startWatch(answerMs(), retry);
    let isSettled = false;

    function retry(): void {
      assertPostgresAnswers(url, answerMs()).then(
        () => void (isSettled || (watch = startWatch(answerMs(), retry))),
        (error: unknown) => settle(() => reject(error)),
      );
    }

    function settle(how: () => void): void {
      isSettled = true;
      watch.end();
      how();
    }

    call.then(
      (answer) => settle(() => resolve(answer)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

/** Ends a connection: in good order where the server lets it go in time. */
export async function hangUp(client: FullClient): Promise<void> {
  try {
    await within(hangUpMs, client.end(), () => new Error('the server does not let the connection go'));
  } catch {
    client.connection.stream.destroy();
  }
}
