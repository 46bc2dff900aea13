import { AsyncLocalStorage } from 'node:async_hooks';

/** Who holds the calls that are made in a context. */
export interface CallHolder {
  /** Whether calls are held at present. */
  isHolding(): boolean;
  /** Holds a call until its turn has come. `name`: the method, and its first argument where that is a short text. */
  hold<Result>(name: string, call: () => Promise<Result>): Promise<Result>;
  /** A call was made that had to be held, and was not known to return a promise. */
  missed(name: string): void;
}

/** The holder of the calls of a context; `null` within a call that is let through: the calls that it makes are its own. */
export const holders: AsyncLocalStorage<CallHolder | null> = new AsyncLocalStorage();
