import type {
  AuthorityLimits,
  AuthorityPolicies,
  AuthorityView,
  HeldPlayer,
  Message,
  ServerView,
} from '../../alphabets/authority.ts';
import type { AuthorityState } from './state.ts';

/** The length of a lease from its last renewal. */
export const serverLeaseMs = 30_000;

/** The time until the bucket has won back a new transfer: 100 a second. */
export const transferRefillMs = 10;

/** The time between a server's looks at the items of others. */
const refreshEveryMs = 1000;

/** The time between the heartbeats of a server in contact. */
const heartbeatEveryMs = 1000;

/** The silence after which a server is unavailable. */
const heartbeatMs = 5000;

/** The time that a transfer waits for its confirmation. */
const timeoutMs = 100;

/** The longest transfer. */
export const watchdogMs = 10_000;

const firstBackoffMs = 50;
const longestBackoffMs = 1000;

/** The wait before a retry, beyond the time-out: 50, 100, 200 ms, and so on. */
function backoffMs(retries: number): number {
  return Math.min(firstBackoffMs * 2 ** retries, longestBackoffMs);
}

export function mayRetry(policies: AuthorityPolicies, state: AuthorityState, retries: number): boolean {
  return policies.retryWithBackoff && retries < state.limits.retries;
}

/** The instant at which a transfer that was tried just now is tried again; or given up, after the last try. */
export function nextTryMs(policies: AuthorityPolicies, state: AuthorityState, retries: number): number {
  return state.nowMs + timeoutMs + (mayRetry(policies, state, retries) ? backoffMs(retries) : 0);
}

export function isInContact({ isUp, isCut }: ServerView): boolean {
  return isUp && !isCut;
}

/** The players of a server, sorted by name, since the state does not record their order of arrival. */
export function heldBy({ holds }: ServerView): [player: string, copy: HeldPlayer][] {
  return Object.entries(holds).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The coordinator has missed its heartbeats. */
export function isSilent({ leaseUntilMs }: ServerView, nowMs: number): boolean {
  return leaseUntilMs - serverLeaseMs + heartbeatMs <= nowMs;
}

export function isLeaseOver({ leaseUntilMs }: ServerView, nowMs: number): boolean {
  return leaseUntilMs <= nowMs;
}

/** The coordinator may give this server's players and items to others. */
export function isGone(policies: AuthorityPolicies, server: ServerView, nowMs: number): boolean {
  return policies.lease ? isLeaseOver(server, nowMs) : isSilent(server, nowMs);
}

/** The number of active transfers, without those of the player `besides`. */
export function activeTransfers({ players }: Pick<AuthorityView, 'players'>, besides: string | null = null): number {
  return Object.entries(players).filter(([name, { transfer }]) => name !== besides && transfer !== null).length;
}

/** Whether a new transfer has to take from the bucket while so many others are active. */
export function isThrottledAt({ throttledFrom }: AuthorityLimits, others: number): boolean {
  return throttledFrom > 0 && others >= throttledFrom;
}

/** Two messages are equal if their texts are. */
export function textOf(message: Message): string {
  return JSON.stringify(message);
}

/** Any two majorities have a member in common, so the next majority knows the tokens of the last. */
export function canGrant({ quorum }: AuthorityPolicies, { members }: AuthorityState): boolean {
  const all = Object.values(members);
  const answering = all.filter(({ isReachable }) => isReachable).length;
  return all.length === 0 || (quorum ? 2 * answering > all.length : answering > 0);
}

/** The players under a server's authority that the server does not hold under their current token. */
export function missingFrom({ players, servers }: AuthorityState, name: string): string[] {
  const held = servers[name]?.holds ?? {};
  return Object.keys(players).filter(
    (player) => players[player]?.server === name && held[player]?.token !== players[player].token,
  );
}

/** Whether a server that is up hides replicas. */
function isAnyHiding({ servers }: AuthorityState): boolean {
  return Object.values(servers).some(({ isUp, hidden }) => isUp && hidden.length > 0);
}

/** The next instant at which a timer goes off, or a silent server is given up. */
export function nextDeadlineMs(policies: AuthorityPolicies, state: AuthorityState): number | null {
  const servers = Object.values(state.servers);
  const isAnyMissing = Object.entries(state.servers).some(
    ([name, server]) => isInContact(server) && missingFrom(state, name).length > 0,
  );
  const deadlines = [
    state.bucketFullAtMs,
    ...(policies.refresh && isAnyHiding(state) ? [state.nowMs + refreshEveryMs] : []),
    ...(policies.reconcile && isAnyMissing && canGrant(policies, state) ? [state.nowMs + heartbeatEveryMs] : []),
    ...Object.values(state.players).flatMap(({ transfer }) => transfer?.endsAtMs ?? []),
    ...servers.flatMap(({ holds }) =>
      Object.values(holds).flatMap((copy: HeldPlayer) => copy.handOver?.nextAtMs ?? []),
    ),
    ...servers
      .filter((server) => !isInContact(server))
      .flatMap(({ leaseUntilMs }) => [leaseUntilMs - serverLeaseMs + heartbeatMs, leaseUntilMs]),
  ].filter((deadlineMs) => deadlineMs > state.nowMs);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}
