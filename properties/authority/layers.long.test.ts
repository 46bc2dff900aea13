import { describe, expect, test } from 'vitest';
import type { AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { explore } from '../../src/explore/explore.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import { authority } from '../../src/subjects/authority/subject.ts';

type Layer = keyof AuthorityPolicies;

/** Of the layers that keep a player from being in two places. That each is needed alone is said with all other policies. */
const pairs = [
  ['quorum', 'lease'],
  ['quorum', 'fencing'],
  ['lease', 'fencing'],
] as const satisfies readonly (readonly Layer[])[];

function scopeOf(name: string): AuthorityScope {
  const scope = authority.scopes[name];
  if (scope === undefined) throw new Error(`authority has no scope '${name}'`);
  return scope;
}

/** What falls without these, in every state of the scopes that show what each of them is for. */
async function violationsWithout(off: readonly Layer[]): Promise<string[]> {
  const policies = policiesWithout(authority, off) as AuthorityPolicies;
  const violatedNames = new Set<string>();
  for (const scope of new Set(off.map((layer) => authority.policies[layer].scope ?? 'small'))) {
    const { violations, isComplete } = await explore(authority.model(policies, scopeOf(scope)));
    expect(isComplete).toBe(true);
    for (const { violation } of violations) violatedNames.add(violation.name);
  }
  return [...violatedNames].toSorted();
}

describe('the layers against a split brain', () => {
  test.each(pairs)('neither of %s and %s stands in for the other, or behind it', async (one, other) => {
    const both = [...authority.policies[one].protects, ...authority.policies[other].protects].toSorted();
    expect(await violationsWithout([one, other])).toEqual(both);
  });
});
