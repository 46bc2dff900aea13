import { assertFits } from '../../kernel/configuration.ts';
import { authorityModel } from '../../model/authority/model.ts';
import { usualAuthorityTerms } from '../../model/authority/rules.ts';
import { authorityGoals } from './goals.ts';
import { authorityNarration } from './narration.ts';
import { authorityManualRuns, authorityOutcomes } from './outcomes.ts';
import { authorityPolicies } from './policies.ts';
import { authorityScopes } from './scopes.ts';
import type { AuthoritySubject } from './subject-type.ts';
import { authoritySystems, optionalAuthoritySystems } from './systems.ts';

/** Servers hand players over: each player is under the authority of a single server; no state is lost or doubled. */
export const authority: AuthoritySubject = {
  name: 'authority',
  policies: authorityPolicies,
  scopes: authorityScopes,
  defaultScope: 'medium',
  terms: usualAuthorityTerms,
  model: (policies, scope, terms) => {
    assertFits(authority, { policies, scope });
    return authorityModel(policies, scope, terms);
  },
  systems: authoritySystems,
  optionalSystems: optionalAuthoritySystems,
  outcomes: authorityOutcomes,
  manualRuns: authorityManualRuns,
  missing: 0.1,
  generation: {
    weights: {
      request: 8,
      deliver: 10,
      drop: 2,
      save: 4,
      pickUp: 2,
      crash: 1,
      restart: 3,
      cut: 1,
      heal: 3,
      tick: 4,
      part: 1,
      join: 3,
    },
    faultRate: 0.15,
  },
  coverageGoals: authorityGoals,
  narration: authorityNarration,
};
