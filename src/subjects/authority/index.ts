export type {
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityPolicies,
  AuthorityTerms,
  AuthorityView,
} from '../../alphabets/authority.ts';
export { authority } from './subject.ts';
export type { AuthorityScope, AuthoritySubject } from './subject-type.ts';
