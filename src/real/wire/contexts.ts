import { AsyncLocalStorage, createHook } from 'node:async_hooks';

/** The actors of this process, distinguished by the context in which their calls run, and their work beside the database. */
export interface Contexts {
  /** Calls for an actor: whatever comes of the call, at once or later, runs in its context. */
  run<Result>(actor: string, call: () => Result): Result;
  /** The actor in whose context the caller runs. */
  current(): string | null;
  /** From now on notes files, turns of the event loop and short timers that the actors wait for. */
  watch(): void;
  unwatch(): void;
  /** Whether a file or a turn of the event loop is under way for any actor, or a short timer for this one. */
  isPending(actor: string): { readonly work: boolean; readonly timer: boolean };
}

/** A longer timer is a time-out, and nothing that the next statement waits for, in milliseconds. */
const longestTimerMs = 1_000;

/** What ends by itself and soon, and not by an answer of the database, by the names that Node gives it. */
const kindsOfWork: ReadonlySet<string> = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLECLOSEREQ',
  'Immediate',
  'GETADDRINFOREQWRAP',
  'RANDOMBYTESREQUEST',
  'PBKDF2REQUEST',
  'SCRYPTREQUEST',
]);

export function createContexts(): Contexts {
  const actors = new AsyncLocalStorage<string>();
  /** By the number of the resource: the actor, where it is a timer; `null`: other work. */
  const pending = new Map<number, string | null>();
  const hook = createHook({
    init(id, kind, _trigger, resource) {
      const actor = actors.getStore();
      if (actor === undefined) return;
      if (kindsOfWork.has(kind)) pending.set(id, null);
      else if (kind === 'Timeout' && delayOf(resource) <= longestTimerMs) pending.set(id, actor);
    },
    after: (id) => void pending.delete(id),
    destroy: (id) => void pending.delete(id),
    trackPromises: false,
  });
  return {
    run: (actor, call) => actors.run(actor, call),
    current: () => actors.getStore() ?? null,
    watch: () => void hook.enable(),
    unwatch() {
      hook.disable();
      pending.clear();
    },
    isPending(actor) {
      const all = new Set(pending.values());
      return { work: all.has(null), timer: all.has(actor) };
    },
  };
}

/** The delay of a timer, in milliseconds, where Node names it. */
function delayOf(timer: object): number {
  const { _idleTimeout: delayMs } = timer as { readonly _idleTimeout?: unknown };
  return typeof delayMs === 'number' && delayMs >= 0 ? delayMs : Infinity;
}
