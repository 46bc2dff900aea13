import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityPolicies } from '../../src/model/authority/policies.ts';
import { authority } from '../../src/subjects/authority.ts';
import { scopeOf } from '../subjects/worlds.ts';

type Layer = keyof AuthorityPolicies;

/** The layers that keep a player from being in two places, each with the scope that shows what it is for. */
const layers = ['lease', 'fencing'] as const satisfies readonly Layer[];

async function fallsWithout(off: readonly Layer[], scope: string): Promise<string[]> {
  const policies = policiesWithout(authority, off) as AuthorityPolicies;
  const { violations, isComplete } = await explore(
    authority.model(policies, scopeOf(authority as never, scope) as never),
  );
  expect(isComplete).toBe(true);
  return violations.map(({ name }) => name).toSorted();
}

describe('the layers against a split brain', () => {
  test.each(layers)('%s is needed: something falls without it, all others being on', async (layer) => {
    expect(await fallsWithout([layer], 'small')).toEqual(authority.policies[layer].protects);
  });

  test('none stands in for another: with two off falls what falls without the one and without the other', async () => {
    const [one, other] = layers;
    const both = [...authority.policies[one].protects, ...authority.policies[other].protects].toSorted();
    expect(await fallsWithout([one, other], 'small')).toEqual(both);
  });
});
