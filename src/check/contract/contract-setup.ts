import { ConfigurationError } from '../../kernel/configuration.ts';
import type { Contract, RecoveryWay } from '../../kernel/contract.ts';
import type { Command, Outcome, System } from '../../kernel/model.ts';
import type { Setup, SetupOptions } from '../../kernel/setup.ts';
import { setUpSystem, systemOf, termsOf } from '../../kernel/setup.ts';
import type { Policies, Scope, Subject, Terms } from '../../kernel/subject.ts';

/** A contract, its guesses as a model, and how to open the system beside it. */
export interface ContractSetup<State, C extends Command, A extends Outcome, Shown> extends Omit<
  Setup<State, C, A, State>,
  'open'
> {
  /** Without the commands that the system does not have, and without the promises that are not asked. */
  readonly contract: Contract<State, C, A, Shown>;
  readonly open: () => Promise<System<C, A, Shown>>;
}

/** How to set a contract up. */
export interface ContractSetupOptions<S> extends Omit<SetupOptions<Policies, S>, 'policies' | 'overlap'> {
  /** Promises that are not asked, by their ids, such as those with known findings. */
  readonly suspended?: readonly string[] | undefined;
}

/**
 * Sets a subject of a contract up. Throws `ConfigurationError` as `setUp` does, where a suspended promise does not exist, and
 * where the clock of the system cannot be moved.
 */
export function setUpContract<
  State,
  C extends Command,
  A extends Outcome,
  P extends Policies,
  S extends Scope,
  T extends Terms,
>(
  subject: Subject<State, C, A, State, P, S, T>,
  { suspended = [], ...options }: ContractSetupOptions<S>,
): ContractSetup<State, C, A, unknown> {
  const whole = subject.contract?.(options.scope, termsOf(subject, systemOf(subject, options.system)));
  if (whole === undefined) throw new ConfigurationError(`${subject.name} has a model, and no contract`);
  const { clock, commands, accepts = {} } = systemOf(subject, options.system);
  if (clock !== undefined)
    throw new ConfigurationError(
      `the system ${options.system} of ${subject.name} has a clock that cannot be moved: a contract needs a system that takes its ticks`,
    );
  assertSuspendable(whole, suspended);
  const setup = setUpSystem(subject, { ...options, policies: {} as P });
  const isAsked = ({ id }: { readonly id: string }): boolean => !suspended.includes(id) && !Object.hasOwn(accepts, id);
  const contract: Contract<State, C, A, unknown> = {
    ...whole,
    promises: whole.promises.filter(isAsked),
    settled: whole.settled.filter(isAsked),
    ...(commands !== undefined && {
      commands: (known: State) => whole.commands(known).filter(({ type }) => commands.includes(type)),
      recoveries: whole.recoveries.map((way) => wayWithin(way, commands, options.system)),
    }),
  };
  // The guesses stand in the place of a model; what the system shows is of the contract.
  return { ...setup, contract, open: setup.open };
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

function assertSuspendable(
  { name, promises, settled }: Pick<Contract<never, never, never, never>, 'name' | 'promises' | 'settled'>,
  suspended: readonly string[],
): void {
  const known = [...promises, ...settled].map(({ id }) => id);
  const unknown = suspended.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    `${unknown.join(', ')} cannot be suspended: it is no promise of ${name}, which has ${known.join(', ')}`,
  );
}
