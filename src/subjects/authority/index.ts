export type {
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityPolicies,
  AuthorityView,
} from '../../alphabets/authority.ts';
export { authority } from './subject.ts';
export type { AuthorityScope, AuthoritySubject } from './subject-type.ts';
