import { expect, test } from 'vitest';
import type { AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { check } from '../../src/check/check.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { scopeOf } from '../subjects/worlds.ts';
import { isAlive, startOverTcp } from './processes.ts';

test.each([
  { without: [], scope: 'medium', runs: 20 },
  { without: [], scope: 'large', runs: 8 },
  ...Object.keys(authority.policies).map((name) => ({ without: [name], scope: 'medium', runs: 4 })),
])(
  'server processes agree with the model in the $scope scope, without $without',
  async ({ without, scope: name, runs }) => {
    const policies = (
      without.length === 0 ? allPolicies(authority) : policiesWithout(authority, without)
    ) as AuthorityPolicies;
    const pids: number[] = [];
    const system = {
      name: 'tcp',
      open: async ({ scope }: { readonly scope: Parameters<typeof startOverTcp>[0] }) =>
        (await startOverTcp(scope, without, ({ pid }) => pids.push(pid))).system,
    };
    // What falls without a policy is told elsewhere: here the two sides are held to the same.
    const subject: typeof authority = {
      ...authority,
      systems: [system],
      model: (...world) => ({
        ...authority.model(...world),
        invariants: [],
        settled: [],
      }),
    };
    const scope = scopeOf(authority, name);
    const report = await check(subject, { system: 'tcp', policies, scope, runs, length: 20, seed: 1 });
    expect(report).toMatchObject({ counterexample: null, runs });
    expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
  },
);
