import type { Subject } from '../../kernel/subject.ts';
import type { AuthorityCommand, AuthorityOutcome } from '../../model/authority/commands.ts';
import type { AuthorityPolicies } from '../../model/authority/policies.ts';
import type { AuthorityScope, AuthorityState, AuthorityView } from '../../model/authority/state.ts';

/** The authority as a subject. */
export type AuthoritySubject = Subject<
  AuthorityState,
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityView,
  AuthorityPolicies,
  AuthorityScope
>;
