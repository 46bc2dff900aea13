import { stepInPlace, stepOnCopy } from '../kernel/execute.ts';
import type { Command, Ending, Model, Outcome, OverlappingEnding, System } from '../kernel/model.ts';
import type { Setup } from '../kernel/setup.ts';
import type { UseCase, UseCaseCall, UseCases } from '../kernel/use-case.ts';
import { firstOf, isUseCaseCall } from '../kernel/use-case.ts';
import { racingActorOf } from './race.ts';

/**
 * A subject, set up with its use cases in the place of the commands with which they begin. A use case is one operation of the
 * model; on the system its commands come one after the other, and those of other actors come between.
 */
export function withUseCases<State, View>(
  setup: Setup<State, Command, Outcome, View>,
  useCases: UseCases<State, Command, Outcome>,
): Setup<State, Command, Outcome, View> {
  const { model, laneOf, open } = setup;
  return {
    ...setup,
    model: modelWithUseCases(model, useCases),
    laneOf: (command) => laneOf(firstOf(command)),
    open: async (from) => systemWithUseCases(await open(from), useCases),
  };
}

function systemWithUseCases<State, View>(
  system: System<Command, Outcome, View>,
  useCases: UseCases<State, Command, Outcome>,
): System<Command, Outcome, View> {
  return {
    async perform(command) {
      if (!isUseCaseCall(command)) return system.perform(command);
      const running = begin(useCases, command);
      let next = running.next();
      while (next.done !== true) next = running.next(await system.perform(next.value));
      return next.value;
    },
    view: () => system.view(),
    ...(system.checkpoint !== undefined && { checkpoint: () => system.checkpoint?.() ?? Promise.resolve(null) }),
    close: () => system.close(),
  };
}

function modelWithUseCases<State, View>(
  model: Model<State, Command, Outcome, View>,
  useCases: UseCases<State, Command, Outcome>,
): Model<State, Command, Outcome, View> {
  const { endings, whileOverlapping, partition, names, changesNothing } = model;
  const endingsOf = (state: State, command: Command): readonly Ending<State, Outcome>[] =>
    endings?.call(model, state, command) ?? [stepOnCopy(model, state, command)];

  function callsOf(command: Command): Command[] {
    if (command.fault !== undefined) return [];
    const ofUseCases = Object.keys(useCases).filter((name) => useCases[name]?.begin(command) !== null);
    return ofUseCases.length === 0 ? [command] : ofUseCases.map((type) => ({ type, first: command }));
  }

  return {
    ...model,
    commands: (state) => model.commands(state).flatMap(callsOf),
    actor: (command) => {
      const first = firstOf(command);
      return model.actor === undefined ? racingActorOf(model, first) : model.actor(first);
    },
    step(draft, command) {
      if (!isUseCaseCall(command)) return model.step(draft, command);
      const running = begin(useCases, command);
      let next = running.next();
      while (next.done !== true) next = running.next(stepInPlace(model, draft, next.value));
      return next.value;
    },
    ...(endings !== undefined && {
      endings: (state, command) =>
        isUseCaseCall(command)
          ? [...waysThrough(useCases, command, state, (at, one) => endingsOf(at, one).map(withoutReason))]
          : endingsOf(state, command),
    }),
    whileOverlapping(state, command, outcome) {
      const ofModel = (at: State, one: Command): readonly OverlappingEnding<State, Outcome>[] =>
        whileOverlapping?.call(model, at, one, null) ?? [];
      if (!isUseCaseCall(command)) return whileOverlapping?.call(model, state, command, outcome) ?? [];
      const ways = waysThrough(useCases, command, state, (at, one) => [
        ...endingsOf(at, one).map(withoutReason),
        ...ofModel(at, one),
      ]);
      const own = useCaseOf(useCases, command).whileOverlapping?.(model, state, command.first) ?? [];
      return [...[...ways].filter(({ because }) => because !== ''), ...own];
    },
    ...(partition && {
      partition: (command, outcome) => (isUseCaseCall(command) ? null : partition(command, outcome)),
    }),
    ...(names && { names: (command, outcome) => (isUseCaseCall(command) ? [] : names(command, outcome)) }),
    ...(changesNothing && {
      changesNothing: (command, outcome) => !isUseCaseCall(command) && changesNothing(command, outcome),
    }),
  };
}

const withoutReason = <State>(ending: Ending<State, Outcome>): OverlappingEnding<State, Outcome> =>
  Object.assign({ because: '' }, ending);

/** Every way in which the commands of a use case may end, one after the other, with the reasons of all of them. */
function* waysThrough<State>(
  useCases: UseCases<State, Command, Outcome>,
  call: UseCaseCall,
  state: State,
  endingsOf: (state: State, command: Command) => readonly OverlappingEnding<State, Outcome>[],
  before: readonly Outcome[] = [],
  because = '',
): Generator<OverlappingEnding<State, Outcome>> {
  // A generator cannot be copied, so it runs again with the outcomes before.
  const running = begin(useCases, call);
  let next = running.next();
  for (const outcome of before) next = running.next(outcome);
  if (next.done === true) return yield { state, outcome: next.value, because };
  for (const ending of endingsOf(state, next.value)) {
    const reason = because === '' ? ending.because : because;
    yield* waysThrough(useCases, call, ending.state, endingsOf, [...before, ending.outcome], reason);
  }
}

function begin<State>(
  useCases: UseCases<State, Command, Outcome>,
  call: UseCaseCall,
): Generator<Command, Outcome, Outcome> {
  const running = useCaseOf(useCases, call).begin(call.first);
  if (running === null) throw new RangeError(`the use case ${call.type} does not begin with ${call.first.type}`);
  return running;
}

function useCaseOf<State>(
  useCases: UseCases<State, Command, Outcome>,
  { type }: UseCaseCall,
): UseCase<State, Command, Outcome> {
  const useCase = useCases[type];
  if (useCase === undefined) throw new RangeError(`the subject has no use case ${type}`);
  return useCase;
}
