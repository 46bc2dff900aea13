import type {
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityPolicies,
  AuthorityTerms,
  AuthorityView,
} from '../../alphabets/authority.ts';
import type { Subject } from '../../kernel/subject.ts';
import type { AuthorityScope, AuthorityState } from '../../model/authority/state.ts';

export type { AuthorityScope } from '../../model/authority/state.ts';

/** The authority as a subject. */
export type AuthoritySubject = Subject<
  AuthorityState,
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityView,
  AuthorityPolicies,
  AuthorityScope,
  AuthorityTerms
>;
