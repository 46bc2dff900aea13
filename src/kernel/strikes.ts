import { stepOnCopy } from './execute.ts';
import type { Command, Ending, Model, Outcome, StrikeKind } from './model.ts';

/** Each way in which a command may have ended that a fault struck, as commands of the model one after the other. */
export type Struck<C extends Command> = (fault: StrikeKind, command: C) => readonly (readonly C[])[];

/** The outcome of a command that a fault struck: its actor does not know what came of it, and it has ended. */
export const struckOutcome: Outcome = { type: 'struck' };

/** All of them, in the order of the command line. */
export const strikeKinds: readonly StrikeKind[] = ['kill', 'cut'];

/** The command of a history that says which fault struck it. */
export function struckCommand<C extends Command>(command: C, fault: StrikeKind): C {
  return { ...command, fault };
}

/** The fault that struck a command, and the command without it; `null` where none did. */
function strikeIn<C extends Command>(command: C): { readonly fault: StrikeKind; readonly command: C } | null {
  const { fault, ...others } = command;
  const kind = strikeKinds.find((one) => one === fault);
  return kind === undefined ? null : { fault: kind, command: others as C };
}

/** The model of histories with struck commands: each of them ends in any of the ways of `struck`. */
export function withStrikes<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  struck: Struck<C> | undefined,
): Model<State, C, O, View> {
  if (struck === undefined) return model;
  const { endings, whileOverlapping, partition, apart, names, changesNothing, actor } = model;
  const plain = (command: C): C => strikeIn(command)?.command ?? command;
  const own = (state: State, command: C): readonly Ending<State, O>[] =>
    endings?.call(model, state, command) ?? [stepOnCopy(model, state, command)];
  const follow = (states: readonly State[], commands: readonly C[]): readonly State[] =>
    commands.reduce<readonly State[]>(
      (all, one) => all.flatMap((state) => own(state, one).map((end) => end.state)),
      states,
    );
  const outcome = struckOutcome as O;
  return {
    ...model,
    endings(state, command) {
      const strike = strikeIn(command);
      if (strike === null) return own(state, command);
      return struck(strike.fault, strike.command).flatMap((commands) =>
        follow([state], commands).map((end) => ({ state: end, outcome })),
      );
    },
    ...(whileOverlapping !== undefined && {
      whileOverlapping(state: State, command: C, known: O | null = null) {
        const strike = strikeIn(command);
        if (strike === null) return whileOverlapping.call(model, state, command, known);
        return struck(strike.fault, strike.command).flatMap(([first, ...others]) =>
          first === undefined
            ? []
            : whileOverlapping
                .call(model, state, first, null)
                .flatMap(({ state: next, because }) =>
                  follow([next], others).map((end) => ({ state: end, outcome, because })),
                ),
        );
      },
    }),
    ...(actor !== undefined && { actor: (command: C) => actor.call(model, plain(command)) }),
    ...(partition !== undefined && {
      partition: (command: C, known: O | null) =>
        partition.call(model, plain(command), strikeIn(command) === null ? known : null),
    }),
    ...(apart !== undefined && {
      apart(begin: State) {
        const { keys, ...parts } = apart.call(model, begin);
        return {
          ...parts,
          keys: (command: C, known: O | null) => keys(plain(command), strikeIn(command) === null ? known : null),
        };
      },
    }),
    ...(names !== undefined && {
      names: (command: C, known: O | null) =>
        names.call(model, plain(command), strikeIn(command) === null ? known : null),
    }),
    ...(changesNothing !== undefined && {
      changesNothing: (command: C, known: O) =>
        strikeIn(command) === null && changesNothing.call(model, command, known),
    }),
  };
}
