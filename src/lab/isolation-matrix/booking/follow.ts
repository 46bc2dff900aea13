import { both } from '../matrix.ts';
import type { MatrixSchedule } from '../matrix.ts';

/** Lets the sessions run in the order of a schedule. */
export interface Follower {
  readonly pick: (ready: readonly number[], step: number) => number;
  /** The mismatch between the schedule and the run of this many statements; `null` if the schedule was followed. */
  problem(statements: number): string | null;
}

/** After a mismatch the first session that can run goes on, so that both sessions end and free the stage. */
export function follow(schedule: MatrixSchedule): Follower {
  let wrong: string | null = null;
  return {
    pick(ready, step) {
      // A run may be repeated from the beginning.
      if (step === 0) wrong = null;
      const name = schedule[step];
      const who = name === both[0] ? 0 : 1;
      if (name === undefined) wrong ??= `the schedule ends after ${step} statements, and there are more`;
      else if (!ready.includes(who)) wrong ??= `${name} cannot send statement ${step + 1}: ${name} waits or has ended`;
      return wrong === null ? who : (ready[0] ?? 0);
    },
    problem(statements) {
      if (wrong !== null || statements >= schedule.length) return wrong;
      return `the schedule has ${schedule.length} statements, and both have ended after ${statements}`;
    },
  };
}
