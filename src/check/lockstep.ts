import type { SyncSystem } from '../kernel/ask-system.ts';
import { askSyncSystem, askSystem } from '../kernel/ask-system.ts';
import type { LockstepOptions } from '../kernel/lockstep.ts';
import { createLockstep } from '../kernel/lockstep.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import type { Patience } from '../kernel/patience.ts';

/** A model and a system that take the same commands, compared after each. Every method throws `ViolationFound`. */
export interface AsyncLockstep<C, State = unknown> {
  /** The states in which the world may be, each once: a single state, except where the model states several endings. */
  readonly possible: readonly State[];
  /** Takes a command on both sides. */
  perform(command: C): Promise<void>;
  /** As `perform`, without a look at the view: states that the outcome leaves open stay open. */
  performUnseen(command: C): Promise<void>;
  /** Compares both views. */
  look(): Promise<void>;
  /**
   * Recovers until the model is quiescent, always by the first command of `recovery`, and then checks the settled
   * invariants.
   */
  recover(): Promise<void>;
}

/** The same with a system that answers at once. */
export interface SyncLockstep<C> {
  perform(command: C): void;
  recover(): void;
}

export interface StartOptions<State, C extends Command, O extends Outcome, View> extends LockstepOptions<
  State,
  C,
  O,
  View
> {
  readonly patience?: Patience;
}

/** Brings model and system to the beginning of a run, and compares them there. Throws `ViolationFound`. */
export async function startLockstep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: System<C, O, View>,
  { patience = {}, ...options }: StartOptions<State, C, O, View> = {},
): Promise<AsyncLockstep<C, State>> {
  const lockstep = createLockstep(model, options);
  await askSystem(lockstep.begin(), system, patience);
  return {
    get possible() {
      return lockstep.possible;
    },
    perform: (command) => askSystem(lockstep.perform(command), system, patience),
    performUnseen: (command) => askSystem(lockstep.performUnseen(command), system, patience),
    look: () => askSystem(lockstep.look(), system, patience),
    recover: () => askSystem(lockstep.recover(), system, patience),
  };
}

/** The same without promises: for `fc.property` and `fc.modelRun`. Throws `ViolationFound`. */
export function startSyncLockstep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: SyncSystem<C, O, View>,
): SyncLockstep<C> {
  const lockstep = createLockstep(model);
  askSyncSystem(lockstep.begin(), system);
  return {
    perform: (command) => askSyncSystem(lockstep.perform(command), system),
    recover: () => askSyncSystem(lockstep.recover(), system),
  };
}
