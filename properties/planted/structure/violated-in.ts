import { explore } from '../../../src/explore/explore.ts';
import type { AnySubject, Scope } from '../../../src/kernel/subject.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import { scopeOf } from '../../subjects/worlds.ts';
import type { PlantedBug } from '../planted-bug.ts';

/** Two jobs and one worker show a wrong order of jobs; two saves without a transfer show a wrong order of saves. */
const scopes: Readonly<Record<string, Scope>> = {
  INV_006: { workers: 1, jobs: 2, faults: 0, attempts: 1, inFlight: 0, retries: 0 },
  INV_205: {
    servers: 2,
    players: 1,
    items: 0,
    transfers: 0,
    writes: 2,
    messages: 2,
    repeats: 0,
    active: 1,
    throttledFrom: 0,
    faults: 0,
    members: 0,
  },
};

/**
 * The invariants that a patched model violates with all policies on; `null` where not all states were explored. The patch may
 * make claims about histories false, which is no matter here.
 */
export async function violatedIn(
  model: AnySubject['model'],
  subject: AnySubject,
  { breaks }: PlantedBug,
): Promise<readonly string[] | null> {
  const {
    partition: _,
    changesNothing: __,
    ...patched
  } = model(allPolicies(subject), scopes[breaks] ?? scopeOf(subject, 'small'));
  const found = await explore(patched);
  return found.isComplete ? found.violations.map(({ violation }) => violation.name) : null;
}
