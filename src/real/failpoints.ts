import type { Watchable } from '../kernel/model.ts';

/** The process crashes here, and loses its memory. */
export class Crash extends Error {
  override name = 'Crash';
}

/** The reply is lost here. The request is carried out. */
export class ReplyLost extends Error {
  override name = 'ReplyLost';
}

/**
 * Named places at which a fault can happen, as in FreeBSD's fail(9): a system reports the place, a test decides on the
 * fault. A single failpoint is armed at a time, and strikes once. The watcher is asked before that.
 */
export interface Failpoints extends Watchable {
  /** Called by the system at each failpoint. Throws the error that is armed for the failpoint. */
  reach(name: string): void;
  arm(name: string, strike: () => Error): void;
  disarm(): void;
  /** Every failpoint that was reached since the start. */
  readonly reached: ReadonlySet<string>;
}

export function createFailpoints(): Failpoints {
  const reached = new Set<string>();
  let armed: { name: string; strike: () => Error } | null = null;
  let crashesAt: ((name: string) => boolean) | null = null;
  return {
    reached,
    reach(name) {
      reached.add(name);
      if (crashesAt?.(name) === true) throw new Crash(`killed at ${name}`);
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
      crashesAt = question;
    },
  };
}
