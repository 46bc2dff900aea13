import type { PostgresConnection, PostgresSession } from './postgres.ts';

type Session = Pick<PostgresConnection, 'processId' | 'unprepared' | 'abandon' | 'close'>;

/** Ends sessions at the server, over a connection of its own. */
export interface SessionEnds {
  /**
   * Waits until the process of the session is gone, which has rolled back by then, and until the loss is known on this side.
   * Resolves to whether the process is gone.
   */
  end(session: Session): Promise<boolean>;
  /** The same for a client that is killed: also where its end of the connection does not hear of the loss. */
  kill(session: Session): Promise<void>;
  /** Closes a session, and waits for its end before that: else another client would get it from the pool, and lose it. */
  close(session: Session): Promise<void>;
}

export function createSessionEnds(control: () => Promise<Pick<PostgresSession, 'get'>>): SessionEnds {
  const ends = new Map<Session, Promise<boolean>>();

  async function terminate({ processId }: Session): Promise<boolean> {
    const statement = `SELECT pg_terminate_backend(:processId::int, :withinMs::bigint) AS "isGone"`;
    const { get } = await control();
    const ended = await get<{ isGone: boolean }>(statement, { processId, withinMs: 10_000 });
    return ended?.isGone === true;
  }

  async function endNow(session: Session): Promise<boolean> {
    const isGone = await terminate(session);
    await session.unprepared('SELECT 1').catch(() => undefined);
    return isGone;
  }

  return {
    end(session) {
      const ending = endNow(session).finally(() => ends.delete(session));
      ends.set(session, ending);
      return ending;
    },
    async kill(session) {
      await terminate(session);
      session.abandon();
    },
    async close(session) {
      await ends.get(session)?.catch(() => undefined);
      await session.close();
    },
  };
}
