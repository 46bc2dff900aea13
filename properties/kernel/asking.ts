import { expect } from 'vitest';
import type { Asking, Lockstep, LockstepOptions } from '../../src/kernel/lockstep.ts';
import { createLockstep } from '../../src/kernel/lockstep.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import type { Numbers, Value } from './numbers.ts';
import { down, numbers } from './numbers.ts';

export type Options = LockstepOptions<Value, Command, Outcome, Value>;

export const violating: Numbers = {
  ...numbers,
  invariants: [{ id: 'BELOW_3', says: 'It stays below three.', holds: ({ value }) => value < 3 }],
  recovery: ({ value }) => (value > 0 ? [down] : []),
  settled: [{ id: 'ZERO', says: 'It ends at zero.', holds: ({ value }) => value === 0 }],
};

/** A system that stands where the last command left it; each command that is lost moves it by the next of `lost`. */
export class Store {
  value = 0;
  outcome: Outcome = { type: 'moved' };
  /** What it was asked, in order: a command by its type. */
  readonly asked: string[] = [];
  readonly lost: number[] = [];
  /** Where it is asked for this, it throws. */
  readonly errors: Map<string, Error> = new Map<string, Error>();

  /** Lets a part of a lockstep ask, to its end; the violation that it throws, if any. */
  answer(asking: Asking<Command>): ViolationFound | null {
    try {
      let next = asking.next();
      while (next.done !== true) {
        const { value: ask } = next;
        const name = ask.type === 'perform' ? ask.command.type : ask.type === 'wait' ? `wait ${ask.ms}` : 'view';
        this.asked.push(name);
        const error = this.errors.get(name);
        if (error === undefined)
          next = asking.next(
            ask.type === 'perform' ? this.take(ask.command) : ask.type === 'view' ? this.show() : undefined,
          );
        else next = asking.throw(error);
      }
      return null;
    } catch (error) {
      if (error instanceof ViolationFound) return error;
      throw error;
    }
  }

  /** The views that it shows before the true one. */
  readonly late: number[] = [];

  private show(): Value {
    return { value: this.late.shift() ?? this.value };
  }

  private take({ type, fault }: Command): Outcome {
    this.value += fault === undefined ? (type === 'up' ? 1 : -1) : (this.lost.shift() ?? 0);
    return this.outcome;
  }
}

/** A lockstep that has begun, and its system. */
export function begun(
  model: Numbers = violating,
  options?: Options,
): { store: Store; lockstep: Lockstep<Value, Command> } {
  const store = new Store();
  const lockstep = createLockstep(model, options);
  expect(store.answer(lockstep.begin())).toBeNull();
  store.asked.length = 0;
  return { store, lockstep };
}
