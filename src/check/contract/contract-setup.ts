import { ConfigurationError } from '../../kernel/configuration.ts';
import type { Contract } from '../../kernel/contract.ts';
import type { Command, Outcome, System } from '../../kernel/model.ts';
import type { Setup, SetupOptions } from '../../kernel/setup.ts';
import { setUpSystem, systemOf } from '../../kernel/setup.ts';
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
export type ContractSetupOptions<S> = Omit<SetupOptions<Policies, S>, 'policies' | 'overlap'>;

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
  options: ContractSetupOptions<S>,
): ContractSetup<State, C, A, unknown> {
  if (subject.contract === undefined) throw new ConfigurationError(`${subject.name} has a model, and no contract`);
  if (systemOf(subject, options.system).clock !== undefined)
    throw new ConfigurationError(
      `the system ${options.system} of ${subject.name} has a clock that cannot be moved: a contract needs a system that takes its ticks`,
    );
  const setup = setUpSystem(subject, { ...options, policies: {} as P });
  const { contract } = setup.model;
  if (contract === undefined) throw new ConfigurationError(`the model of ${subject.name} is not that of its contract`);
  // The guesses stand in the place of a model; what the system shows is of the contract.
  return { ...setup, contract, open: setup.open };
}
