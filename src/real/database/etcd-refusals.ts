import { EnvironmentError } from '../../kernel/environment-error.ts';
import type { EtcdEndpoint } from './etcd-endpoints.ts';

/** An answer by which nothing was done. */
export class RefusedByEtcd extends Error {
  override name = 'RefusedByEtcd';
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** The codes of refusals that are about users. */
export const refusals = { badLogin: 3, forbidden: 7, noUsers: 9, badToken: 16 };

/** A refusal that is about users is of the environment; others stay as they are. */
export function accessError({ shown, login }: EtcdEndpoint, refusal: RefusedByEtcd): Error {
  const isOfUsers =
    refusal.code === refusals.forbidden ||
    (refusal.code === refusals.badLogin && /user name is empty|authentication failed/.test(refusal.message));
  if (!isOfUsers) return refusal;
  const who = login === null ? 'without a user' : `to the user '${login.name}'`;
  const remedy = 'name one that may read and write faultbook/ in ETCD_ENDPOINTS, as http://user:password@host:port';
  return new EnvironmentError(`etcd at ${shown} refuses access ${who} (${refusal.message}): ${remedy}`, {
    cause: refusal,
  });
}
