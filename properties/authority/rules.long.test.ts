import { expect, test } from 'vitest';
import type { AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { usualAuthorityTerms } from '../../src/model/authority/rules.ts';
import { authority } from '../../src/subjects/authority/subject.ts';

// `npm test` drives the same scopes with one count less (rules.test.ts).
test.each(['overlap', 'members', 'rush'])(
  'every edge of the %s scope is driven on sqlite, and the two agree',
  async (name) => {
    const policies = allPolicies(authority) as AuthorityPolicies;
    const { [name]: scope } = authority.scopes;
    const [system] = authority.systems;
    if (scope === undefined || system === undefined) throw new Error(`authority has no scope ${name}, or no system`);
    const driven = await driveEdges(
      {
        model: authority.model(policies, scope),
        open: () => system.open({ policies, scope, terms: usualAuthorityTerms }),
      },
      { maxStates: 5000 },
    );
    expect(driven).toMatchObject({ violations: [], drivenEdges: driven.edges });
    expect(driven.edges).toBeGreaterThan(1000);
  },
);
