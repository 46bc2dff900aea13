import type {
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityPolicies,
  AuthorityTerms,
  AuthorityView,
} from '../../alphabets/authority.ts';
import type { Instant, Model } from '../../kernel/model.ts';
import { enabledAuthorityCommands } from './commands.ts';
import { initialAuthorityState } from './initial.ts';
import { authorityInvariants, settledAuthorityInvariants } from './invariants.ts';
import { authorityRecoveryCommands } from './recovery.ts';
import { usualAuthorityTerms } from './rules.ts';
import type { AuthorityScope, AuthorityState } from './state.ts';
import { authorityViewOf } from './state.ts';
import { authorityStep } from './step.ts';

export type AuthorityModel = Model<AuthorityState, AuthorityCommand, AuthorityOutcome, AuthorityView>;

/** The behaviour of servers and a coordinator that hand over authority correctly. */
export function authorityModel(
  policies: AuthorityPolicies,
  scope: AuthorityScope,
  terms: AuthorityTerms = usualAuthorityTerms,
): AuthorityModel {
  const rules = { ...terms, ...policies };
  return {
    name: 'authority',
    initial: initialAuthorityState(scope, terms),
    commands: enabledAuthorityCommands(rules, scope),
    step: authorityStep(rules),
    view: authorityViewOf,
    invariants: authorityInvariants(terms),
    recovery: (state) => authorityRecoveryCommands(rules, state),
    settled: settledAuthorityInvariants,
    instants: (state) => ({ clock: [state, 'nowMs'], deadlines: deadlinesOf(state) }),
  };
}

function deadlinesOf(state: AuthorityState): Instant[] {
  const { servers, players } = state;
  return [
    [state, 'bucketFullAtMs'],
    ...Object.values(servers).map((server): Instant => [server, 'leaseUntilMs']),
    ...Object.values(players).flatMap(({ transfer }) => (transfer === null ? [] : [[transfer, 'endsAtMs'] as const])),
    ...Object.values(servers).flatMap(({ holds }) =>
      Object.values(holds).flatMap(({ handOver }) =>
        handOver === null || handOver.nextAtMs === null ? [] : [[handOver, 'nextAtMs'] as const],
      ),
    ),
  ];
}
