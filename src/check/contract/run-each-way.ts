import type { Command, Outcome } from '../../kernel/model.ts';
import { modelOnSystem } from '../../kernel/setup.ts';
import type { AnySubject, Scope } from '../../kernel/subject.ts';
import type { Finding } from '../../kernel/violation.ts';
import type { ContractSetup } from './contract-setup.ts';
import { setUpContract } from './contract-setup.ts';
import type { BrokenRun } from './witness.ts';
import { witness } from './witness.ts';

type AnyContractSetup = ContractSetup<unknown, Command, Outcome, unknown>;

/** A set-up of a contract in which no promise is asked besides that of a finding. Throws `ConfigurationError`. */
export function setUpForFinding(
  subject: AnySubject,
  {
    system,
    scope,
    answerMs,
  }: { readonly system: string; readonly scope: Scope; readonly answerMs?: number | undefined },
  { kind, name }: Finding,
): AnyContractSetup {
  const { contract } = modelOnSystem(subject, { system, policies: {}, scope });
  const isAsked = (id: string): boolean => (kind === 'invariant' || kind === 'settled') && id === name;
  const all = [...(contract?.promises ?? []), ...(contract?.settled ?? [])].map(({ id }) => id);
  return setUpContract(subject, { system, scope, answerMs, suspended: all.filter((id) => !isAsked(id)) });
}

/** Takes a run, each time with another way to recover, until one has a violation; `null`: none has. */
export async function runEachWay(
  setup: AnyContractSetup,
  commands: readonly Command[],
): Promise<BrokenRun<Command, Outcome> | null> {
  const ways = setup.contract.recoveries.map(({ name }) => name);
  for (const way of ways.length === 0 ? [undefined] : ways) {
    const found = await witness(setup, commands, { way });
    if (found !== null) return found;
  }
  return null;
}
