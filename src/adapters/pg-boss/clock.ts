import { movingTime, shadowedTime } from '../shadowed-time.ts';
import type { PgBossInstance, PgBossModule } from './module.ts';

/** The time of a pg-boss that is moved from outside. */
export interface PgBossTime {
  /** The options with which pg-boss takes this time as its own. */
  readonly options: object;
  nowMs(): number;
  /** How much later than any other call a fetch has to be, in milliseconds: 0, or one microsecond. */
  readonly fetchesLaterMs: number;
  /** Moves to a later instant; work that is due by then begins. */
  moveTo(boss: PgBossInstance, ms: number): Promise<void>;
}

/** Any instant on a full day: the same for every process. */
const startMs = Date.UTC(2030, 0, 1);

/**
 * The time of a pg-boss in this schema: its own test clock, where it has one (from 12.33 on). Older versions call `now()` by its
 * bare name in all their statements: the search path of their sessions begins with the schema, where `shadowedNow` has put a
 * function of this name that reads a table.
 */
export function timeFor({ TestClock }: PgBossModule, schema: string): PgBossTime {
  let nowMs = startMs;
  if (TestClock === undefined) {
    return {
      options: { options: `-c search_path=${schema},pg_catalog` },
      nowMs: () => nowMs,
      // A job of this instant is fetched from the next one on.
      fetchesLaterMs: 0.001,
      async moveTo(boss, ms) {
        nowMs = ms;
        await boss.getDb().executeSql(movingTime(schema, ms));
      },
    };
  }
  const clock = new TestClock(startMs);
  return {
    options: { clock },
    nowMs: () => nowMs,
    fetchesLaterMs: 0,
    async moveTo(_, ms) {
      nowMs = ms;
      await clock.setTime(ms);
      // Each timer that was passed is called once, as after a sleep.
      await clock.tick(0);
    },
  };
}

/** The table and the function with which a schema shadows `now()` for a pg-boss without a test clock. */
export const shadowedNow: string = shadowedTime('now', startMs);
