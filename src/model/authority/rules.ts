import type {
  AuthorityLimits,
  AuthorityPolicies,
  AuthorityTerms,
  AuthorityView,
  HeldPlayer,
  Message,
  ServerView,
} from '../../alphabets/authority.ts';
import type { AuthorityState } from './state.ts';

/** The rules of authority. */
export type AuthorityRules = AuthorityPolicies & AuthorityTerms;

/** The terms of authority, where a system sets no others. */
export const usualAuthorityTerms: AuthorityTerms = {
  leaseMs: 30_000,
  silenceMs: 5_000,
  heartbeatEveryMs: 1_000,
  refreshEveryMs: 1_000,
  timeoutMs: 100,
  firstBackoffMs: 50,
  longestBackoffMs: 1_000,
  watchdogMs: 10_000,
  refillMs: 10,
};

/** The wait before a retry, beyond the time-out. */
function backoffMs({ firstBackoffMs, longestBackoffMs }: AuthorityTerms, retries: number): number {
  return Math.min(firstBackoffMs * 2 ** retries, longestBackoffMs);
}

export function mayRetry(policies: AuthorityPolicies, state: AuthorityState, retries: number): boolean {
  return policies.retryWithBackoff && retries < state.limits.retries;
}

/** The instant at which a transfer that was tried just now is tried again; or given up, after the last try. */
export function nextTryMs(rules: AuthorityRules, state: AuthorityState, retries: number): number {
  return state.nowMs + rules.timeoutMs + (mayRetry(rules, state, retries) ? backoffMs(rules, retries) : 0);
}

export function isInContact({ isUp, isCut }: ServerView): boolean {
  return isUp && !isCut;
}

/** The players of a server, sorted by name, since the state does not record their order of arrival. */
export function heldBy({ holds }: ServerView): [player: string, copy: HeldPlayer][] {
  return Object.entries(holds).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The coordinator has missed its heartbeats. */
export function isSilent({ leaseMs, silenceMs }: AuthorityTerms, { leaseUntilMs }: ServerView, nowMs: number): boolean {
  return leaseUntilMs - leaseMs + silenceMs <= nowMs;
}

export function isLeaseOver({ leaseUntilMs }: ServerView, nowMs: number): boolean {
  return leaseUntilMs <= nowMs;
}

/** The coordinator may give this server's players and items to others. */
export function isGone(rules: AuthorityRules, server: ServerView, nowMs: number): boolean {
  return rules.lease ? isLeaseOver(server, nowMs) : isSilent(rules, server, nowMs);
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
export function nextDeadlineMs(rules: AuthorityRules, state: AuthorityState): number | null {
  const servers = Object.values(state.servers);
  const isAnyMissing = Object.entries(state.servers).some(
    ([name, server]) => isInContact(server) && missingFrom(state, name).length > 0,
  );
  const deadlines = [
    state.bucketFullAtMs,
    ...(rules.refresh && isAnyHiding(state) ? [state.nowMs + rules.refreshEveryMs] : []),
    ...(rules.reconcile && isAnyMissing && canGrant(rules, state) ? [state.nowMs + rules.heartbeatEveryMs] : []),
    ...Object.values(state.players).flatMap(({ transfer }) => transfer?.endsAtMs ?? []),
    ...servers.flatMap(({ holds }) =>
      Object.values(holds).flatMap((copy: HeldPlayer) => copy.handOver?.nextAtMs ?? []),
    ),
    ...servers
      .filter((server) => !isInContact(server))
      .flatMap(({ leaseUntilMs }) => [leaseUntilMs - rules.leaseMs + rules.silenceMs, leaseUntilMs]),
  ].filter((deadlineMs) => deadlineMs > state.nowMs);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}
