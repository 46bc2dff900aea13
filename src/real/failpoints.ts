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
 * Named places at which a fault can happen to an actor, as in FreeBSD's fail(9): a system reports the place, a test decides
 * on the fault. A single failpoint of an actor is armed at a time, and strikes once. The watcher is asked before that.
 */
export interface Failpoints {
  /** Called by the system at each failpoint. Throws the error that is armed for the failpoint. */
  reach(name: string): void;
  arm(name: string, strike: () => Error): void;
  disarm(): void;
}

/** The failpoints of all actors of a system. */
export interface SystemFailpoints extends Watchable {
  /** Those of this actor, always the same ones. A fault that is armed for one actor strikes no other. */
  for(actor: string): Failpoints;
  /** Every failpoint that was reached since the start, by any actor. */
  readonly reached: ReadonlySet<string>;
}

/** The parameters of one actor of a system, out of those of all. */
export type OfActor<Surroundings extends { readonly failpoints: SystemFailpoints }> = Omit<
  Surroundings,
  'failpoints'
> & { readonly failpoints: Failpoints };

/** The parameters of this actor: a fault strikes this actor alone. */
export function surroundingsFor<Surroundings extends { readonly failpoints: SystemFailpoints }>(
  surroundings: Surroundings,
  actor: string,
): OfActor<Surroundings> {
  return { ...surroundings, failpoints: surroundings.failpoints.for(actor) };
}

export function createFailpoints(): SystemFailpoints {
  const reached = new Set<string>();
  const byActor = new Map<string, Failpoints>();
  let crashesAt: ((name: string) => boolean) | null = null;

  function create(): Failpoints {
    let armed: { name: string; strike: () => Error } | null = null;
    return {
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
    };
  }

  return {
    reached,
    for(actor) {
      const own = byActor.get(actor) ?? create();
      byActor.set(actor, own);
      return own;
    },
    watch(question) {
      crashesAt = question;
    },
  };
}
