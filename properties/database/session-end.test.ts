import { expect, test } from 'vitest';
import { createSessionEnds } from '../../src/real/database/postgres-session-end.ts';

test('a session goes back to its pool only once its end is known on both sides', async () => {
  const events: string[] = [];
  let terminate: () => void = () => undefined;
  const terminated = new Promise<void>((resolve) => (terminate = resolve));
  const ends = createSessionEnds(async () => ({
    async get<Row>() {
      await terminated;
      events.push('terminated');
      return { isGone: true } as Row;
    },
  }));
  const session = {
    processId: 7,
    async unprepared() {
      events.push('lost');
      throw new Error('the connection is lost');
    },
    abandon: () => void events.push('abandoned'),
    close: async () => void events.push('closed'),
  };
  const ended = ends.end(session);
  const closed = ends.close(session);
  terminate();
  await Promise.all([ended, closed]);
  expect(events).toEqual(['terminated', 'lost', 'closed']);
  expect(await ended).toBe(true);
});
