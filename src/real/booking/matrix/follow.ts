import { both } from '../../../kernel/matrix.ts';
import type { MatrixSchedule } from '../../../kernel/matrix.ts';

/** Goes on as a schedule says. */
export interface Follower {
  readonly pick: (ready: readonly number[], step: number) => number;
  /** What the schedule says that cannot be, in words, once all is done: after so many statements. */
  complaint(statements: number): string | null;
}

/** Where it cannot be as the schedule says, whoever comes first goes on, so that both end and leave the stage to others. */
export function follow(schedule: MatrixSchedule): Follower {
  let wrong: string | null = null;
  return {
    pick(ready, step) {
      // It may be done once more, from the beginning.
      if (step === 0) wrong = null;
      const name = schedule[step];
      const who = name === both[0] ? 0 : 1;
      if (name === undefined) wrong ??= `the schedule ends after ${step} statements, and there are more`;
      else if (!ready.includes(who)) wrong ??= `${name} cannot send statement ${step + 1}: it waits, or has ended`;
      return wrong === null ? who : (ready[0] ?? 0);
    },
    complaint(statements) {
      if (wrong !== null || statements >= schedule.length) return wrong;
      return `the schedule has ${schedule.length} statements, and both have ended after ${statements}`;
    },
  };
}
