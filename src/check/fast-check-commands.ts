import type * as fc from 'fast-check';
import { reachNow } from '../explore/reach.ts';
import { assertFits } from '../kernel/configuration.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Generation, Policies, Scope, Subject } from '../kernel/subject.ts';
import { biasOf, interleavings } from './interleavings.ts';
import type { AsyncLockstep, SyncLockstep } from './lockstep.ts';
import { picks } from './reach-once.ts';
import { steerAlone } from './steering.ts';

/**
 * A command for `fc.modelRun` and `fc.asyncModelRun`. Its model is a lockstep, which performs the command on both sides and
 * throws `ViolationFound` where they diverge or an invariant is violated; its real is not used.
 */
export interface FastCheckCommand<C> {
  readonly command: C;
  /** Always true: a command that may not happen is refused by its outcome, on both sides. */
  check(): boolean;
  run<Done>(lockstep: { perform(command: C): Done }): Done;
  toString(): string;
}

export interface FastCheckCommandsOptions<P, S> {
  readonly policies: P;
  readonly scope: S;
  /** How many commands a run has at most. */
  readonly length: number;
  /** Changes to the subject's way of generating runs. */
  readonly generation?: Partial<Generation>;
}

export interface FastCheckCommands<State, C extends Command, O extends Outcome, View> {
  /** Interleavings for `fc.asyncProperty` and `fc.asyncModelRun`. The same seed and path give the same run. */
  readonly runs: fc.Arbitrary<readonly fc.AsyncCommand<AsyncLockstep<C>, object>[]>;
  /** The same for `fc.property` and `fc.modelRun`. */
  readonly syncRuns: fc.Arbitrary<readonly fc.Command<SyncLockstep<C>, object>[]>;
  /** For `startLockstep`, or `startSyncLockstep` where the system answers at once. */
  readonly model: Model<State, C, O, View>;
  /** A given run, for the `examples` of `fc.assert`. It shrinks like any other. */
  example(commands: readonly C[]): readonly FastCheckCommand<C>[];
}

/** How many states are explored before the first run. */
const mostReached = 500;

/**
 * A subject's interleavings for users of fast-check: under `fc.assert`, with `fc.modelRun`. To check the settled invariants
 * as well, call the lockstep's `recover` after the run. A share of the runs is led to steps that a bounded exploration of the
 * model has reached (`steerRate`).
 */
export function asFastCheckCommands<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
>(
  subject: Subject<State, C, O, View, P, S>,
  { policies, scope, length, generation }: FastCheckCommandsOptions<P, S>,
): FastCheckCommands<State, C, O, View> {
  assertFits(subject, { policies, scope });
  const model = subject.model(policies, scope);
  const example = (commands: readonly C[]): FastCheckCommand<C>[] => commands.map(asFastCheckCommand);
  const bias = biasOf({ ...subject.generation, ...generation });
  const reached = reachNow(model, { maxStates: mostReached, takes: picks(bias) });
  const arbitrary = interleavings(model, bias, length, { steering: steerAlone(reached) }).map(example, (commands) =>
    (commands as readonly FastCheckCommand<C>[]).map(({ command }) => command),
  );
  return { runs: arbitrary, syncRuns: arbitrary, model, example };
}

function asFastCheckCommand<C extends Command>(command: C): FastCheckCommand<C> {
  return {
    command,
    check: () => true,
    run: (lockstep) => lockstep.perform(command),
    toString: () => JSON.stringify(command),
  };
}
