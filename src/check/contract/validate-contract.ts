import { explore } from '../../explore/explore.ts';
import type { Command, Model, Outcome } from '../../kernel/model.ts';
import type { AnySubject } from '../../kernel/subject.ts';
import { allPolicies, everySystemOf } from '../../kernel/subject.ts';
import type { LookLimits } from '../validate-systems.ts';

/**
 * The faults of a contract: ways to recover with the same name, no promise besides the one that calls answer, guesses that break a
 * promise themselves, and systems that accept a promise that is not of the contract.
 */
export async function faultsOfContract(
  subject: AnySubject,
  { maxStates, scopes, signal }: LookLimits,
): Promise<string[]> {
  const [scope = {}] = scopes;
  const contract = subject.contract?.(scope);
  if (contract === undefined) return [];
  const { promises, settled, recoveries } = contract;
  const ways = recoveries.map(({ name }) => name);
  const ids = [...promises, ...settled].map(({ id }) => id);
  const model: Model<unknown, Command, Outcome, unknown> = subject.model(allPolicies(subject), scope);
  const { symmetry: _symmetry, ...nameByName } = model;
  // The ways to recover are taken by the runs of a check, one each.
  const guessed = { ...nameByName, recovery: () => [], settled: [] };
  const { violations } = await explore(guessed, { maxStates, ...(signal && { signal }) });
  return [
    ...ways
      .filter((name, at) => ways.indexOf(name) !== at)
      .map((name) => `recoveries: two ways have the name '${name}'`),
    ...(ids.length < 2 ? ['promises: there is none but that calls answer'] : []),
    ...violations.map(
      ({ violation, commands }) =>
        `guess: the guesses break ${violation.name} by ${commands.length} commands, the last ${JSON.stringify(commands.at(-1))}`,
    ),
    ...everySystemOf(subject).flatMap(({ name, accepts = {} }) =>
      Object.keys(accepts)
        .filter((id) => !ids.includes(id))
        .map((id) => `systems.${name}: accepts.${id}: the contract has no such promise`),
    ),
  ];
}
