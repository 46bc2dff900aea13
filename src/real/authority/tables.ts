import type { AuthorityView } from '../../alphabets/authority.ts';

/** The state of the coordinator's store. Records are by name. */
export interface AuthorityTables extends Pick<AuthorityView, 'players' | 'bucketFullAtMs' | 'items'> {
  readonly leases: Readonly<Record<string, number>>;
}
