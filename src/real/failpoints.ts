import type { Watchable } from '../kernel/model.ts';

/** The process dies here. Whatever it kept in memory is gone. */
export class Crash extends Error {
  override name = 'Crash';
}

/** The reply gets lost here. What was asked is done. */
export class ReplyLost extends Error {
  override name = 'ReplyLost';
}

/**
 * Named places at which something can go wrong, as in FreeBSD's fail(9): a system says where it is, a test says what
 * happens there. One failpoint is armed at a time, and strikes once. Whoever watches is asked before that.
 */
export interface Failpoints extends Watchable {
  /** Called by the system at each such place. Throws what is armed for it. */
  reach(name: string): void;
  arm(name: string, strike: () => Error): void;
  disarm(): void;
  /** Every place that was reached since the beginning. */
  readonly reached: ReadonlySet<string>;
}

export function createFailpoints(): Failpoints {
  const reached = new Set<string>();
  let armed: { name: string; strike: () => Error } | null = null;
  let isDeadly: ((name: string) => boolean) | null = null;
  return {
    reached,
    reach(name) {
      reached.add(name);
      if (isDeadly?.(name) === true) throw new Crash(`killed at ${name}`);
      if (armed?.name !== name) return;
      const { strike } = armed;
      armed = null;
      throw strike();
    },
    arm(name, strike) {
      armed = { name, strike };
    },
    disarm() {
      armed = null;
    },
    watch(question) {
      isDeadly = question;
    },
  };
}
