import { faultsAtFirstUse } from '../check/first-use.ts';
import { ConfigurationError } from '../kernel/configuration.ts';
import type { AnySubject } from '../kernel/subject.ts';

/** Throws `ConfigurationError` where the description of a subject has faults, a line each. */
export async function assertNoFaults(subject: { readonly name: string }): Promise<void> {
  // Without its types: only its own parts are put together.
  const faults = await faultsAtFirstUse(subject as AnySubject);
  if (faults.length > 0) throw new ConfigurationError(faults.map((fault) => `${subject.name}: ${fault}`).join('\n'));
}
