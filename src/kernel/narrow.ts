import { ConfigurationError } from './configuration.ts';
import type { Contract, RecoveryWay } from './contract.ts';
import type { Command, Model, Outcome } from './model.ts';

/** What a system lacks of its model. */
export interface Lacks {
  readonly name: string;
  readonly commands?: readonly string[];
  readonly accepts?: Readonly<Record<string, string>>;
}

/**
 * The model of a system with fewer commands, or with invariants that the system does not hold: it enables no other command,
 * recovers without them, and does not ask these invariants. Throws `ConfigurationError` where an accepted invariant does not
 * exist, and later where a recovery needs a command that the system does not have.
 */
export function narrowModel<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { name, commands, accepts = {} }: Lacks,
): Model<State, C, O, View> {
  const accepted = new Set(Object.keys(accepts));
  assertInvariants(model, name, accepted);
  const isAsked = ({ id }: { readonly id: string }): boolean => !accepted.has(id);
  const { contract } = model;
  const asked = {
    invariants: model.invariants.filter(isAsked),
    settled: model.settled.filter(isAsked),
    ...(contract && { contract: narrowContract(contract, { name, commands, isAsked }) }),
  };
  if (commands === undefined) return accepted.size === 0 ? model : { ...model, ...asked };
  const has = ({ type }: C): boolean => commands.includes(type);
  return {
    ...model,
    ...asked,
    commands: (state) => model.commands(state).filter(has),
    recovery(state) {
      const all = model.recovery(state);
      const left = all.filter(has);
      if (left.length > 0 || all.length === 0) return left;
      const needed = [...new Set(all.map(({ type }) => type))].join(', ');
      throw new ConfigurationError(
        `the recovery of ${model.name} needs the command ${needed}, which the system ${name} does not have`,
      );
    },
  };
}

/** The model of a contract of which these promises are not asked. Throws `ConfigurationError` where one does not exist. */
export function suspendPromises<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  suspended: readonly string[],
): Model<State, C, O, View> {
  const { contract } = model;
  if (contract === undefined || suspended.length === 0) return model;
  const known = [...contract.promises, ...contract.settled].map(({ id }) => id);
  const unknown = suspended.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new ConfigurationError(
      `${unknown.join(', ')} cannot be suspended: it is no promise of ${contract.name}, which has ${known.join(', ')}`,
    );
  const isAsked = ({ id }: { readonly id: string }): boolean => !suspended.includes(id);
  return { ...model, contract: narrowContract(contract, { name: '', isAsked }) };
}

/** The contract of a system with fewer commands, or of which some promises are not asked. */
function narrowContract<State, C extends Command, A extends Outcome>(
  contract: Contract<State, C, A, unknown>,
  {
    name,
    commands,
    isAsked,
  }: {
    readonly name: string;
    readonly commands?: readonly string[] | undefined;
    isAsked(promise: { readonly id: string }): boolean;
  },
): Contract<State, C, A, unknown> {
  return {
    ...contract,
    promises: contract.promises.filter(isAsked),
    settled: contract.settled.filter(isAsked),
    ...(commands !== undefined && {
      commands: (known: State) => contract.commands(known).filter(({ type }) => commands.includes(type)),
      recoveries: contract.recoveries.map((way) => wayWithin(way, commands, name)),
    }),
  };
}

/** The same way to recover, which may need no other commands. Throws `ConfigurationError` where it does. */
function wayWithin<State, C extends Command>(
  { name, next }: RecoveryWay<State, C>,
  commands: readonly string[],
  system: string,
): RecoveryWay<State, C> {
  return {
    name,
    next(known) {
      const command = next(known);
      if (command === null || commands.includes(command.type)) return command;
      throw new ConfigurationError(
        `the recovery '${name}' needs the command ${command.type}, which the system ${system} does not have`,
      );
    },
  };
}

function assertInvariants(
  { name: ofModel, invariants, settled }: Pick<Model<never, never, never, never>, 'name' | 'invariants' | 'settled'>,
  system: string,
  accepted: ReadonlySet<string>,
): void {
  const known = [...invariants, ...settled].map(({ id }) => id);
  const unknown = [...accepted].filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new ConfigurationError(
      `the system ${system} accepts ${unknown.join(', ')}, which is no invariant of ${ofModel}; it has ${known.join(', ')}`,
    );
}
