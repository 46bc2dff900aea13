import { ConfigurationError } from './configuration.ts';
import { readInstant, writeInstant } from './instants.ts';
import { endingsOf } from './interpreter.ts';
import { copyJson } from './json.ts';
import type { Command, Instant, Instants, Model, Outcome } from './model.ts';

/** A model that says where its instants are. */
type Timed<State, C extends Command, O extends Outcome, View> = Model<State, C, O, View> & {
  instants(state: State): Instants;
};

/** The tolerance of a model for real time, in milliseconds. */
export function toleranceOf<State>(model: Pick<Model<State, never, never, never>, 'initial' | 'instants'>): number {
  return model.instants?.(model.initial).toleranceMs ?? 0;
}

/**
 * The model of a system whose clock cannot be moved. Throws `ConfigurationError` where the model does not name its instants
 * and a tolerance, or where the system has to be quiet for longer than that.
 */
export function onRealClock<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { name, clock, quietMs = 0 }: { readonly name: string; readonly clock?: unknown; readonly quietMs?: number },
): Model<State, C, O, View> {
  if (clock !== 'real')
    throw new ConfigurationError(
      `the system ${name} has the clock ${JSON.stringify(clock)}: it is 'real', or left out`,
    );
  const toleranceMs = toleranceOf(model);
  if (!hasInstants(model) || !Number.isSafeInteger(toleranceMs) || toleranceMs <= 0)
    throw new ConfigurationError(
      `the clock of the system ${name} cannot be moved, so the model of ${model.name} needs instants with a toleranceMs above 0`,
    );
  if (quietMs >= toleranceMs)
    throw new ConfigurationError(
      `the system ${name} has to be quiet for ${quietMs} ms, and the model of ${model.name} has a tolerance of ${toleranceMs} ms: it has to be larger`,
    );
  return withOpenDeadlines(model, toleranceMs);
}

function hasInstants<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
): model is Timed<State, C, O, View> {
  return model.instants !== undefined;
}

/**
 * The model of a system whose clock cannot be moved. Real time also passes while commands run, so a deadline may pass before
 * the model's clock has reached it, by less than this tolerance, in milliseconds. After each command, a deadline that is as
 * near is open: it has passed by the next command, or it has not, and both are right. One that has passed is set to the clock.
 */
function withOpenDeadlines<State, C extends Command, O extends Outcome, View>(
  model: Timed<State, C, O, View>,
  toleranceMs: number,
): Model<State, C, O, View> {
  // A deadline may pass after any command, so no command is apart from others, or changes nothing.
  const { changesNothing: _changesNothing, partition: _partition, names: _names, ...rest } = model;
  return {
    ...rest,
    // How far a deadline is from the next one counts, since both may be open.
    instants(state) {
      const { lifetimeMs: _, ...instants } = model.instants(state);
      return instants;
    },
    endings: (state, command) =>
      endingsOf(model, state, command).flatMap((ending) =>
        decidedStates(model, ending.state, toleranceMs).map((decided) =>
          decided === ending.state
            ? ending
            : { outcome: ending.outcome, state: decided, judged: ending.judged ?? ending.state },
        ),
      ),
  };
}

/** The states that a state may be by the next command: each open deadline has passed, or has not. */
function decidedStates<State>(
  model: Pick<Timed<State, never, never, never>, 'instants'>,
  state: State,
  toleranceMs: number,
): readonly State[] {
  const nowMs = readInstant(model.instants(state).clock);
  let states: readonly State[] = [state];
  for (const [at, { instant, aheadMs }] of deadlinesOf(model.instants(state)).entries()) {
    const leftMs = readInstant(instant) - aheadMs - nowMs;
    if (leftMs <= 0 || leftMs >= toleranceMs) continue;
    states = states.flatMap((one) => {
      const passed = copyJson(one);
      const deadline = deadlinesOf(model.instants(passed))[at];
      if (deadline !== undefined) writeInstant(deadline.instant, nowMs + aheadMs);
      return [one, passed];
    });
  }
  return states;
}

function deadlinesOf({ deadlines, thresholds = [] }: Instants): { instant: Instant; aheadMs: number }[] {
  return [
    ...deadlines.map((instant) => ({ instant, aheadMs: 0 })),
    ...thresholds.map(([instant, aheadMs]) => ({ instant, aheadMs })),
  ];
}
