import type { AuthorityRules } from './rules.ts';
import { activeTransfers, canGrant, isGone, isInContact, isSilent, isThrottledAt, missingFrom } from './rules.ts';
import type { AuthorityState } from './state.ts';

/** Authority over a player goes to a server, which gets the state in the store. */
export function grant(rules: AuthorityRules, draft: AuthorityState, name: string, to: string): void {
  const token = giveTo(rules, draft, name, to);
  const player = draft.players[name];
  const server = draft.servers[to];
  if (player === undefined || server === undefined || token === null) return;
  server.holds[name] = { token, ...player.saved, handOver: null };
}

/**
 * The coordinator writes down a server's authority over a player, under a new token. A transfer under way is over.
 * `null`, without a change, where too few members of the coordinator answer.
 */
export function giveTo(rules: AuthorityRules, draft: AuthorityState, name: string, to: string): number | null {
  const player = draft.players[name];
  if (player === undefined || !canGrant(rules, draft)) return null;
  player.server = to;
  player.token = giveOutToken(draft, name);
  player.transfer = null;
  return player.token;
}

/** A server in contact lists its players, and gets its missing players again. */
export function reconcile(rules: AuthorityRules, draft: AuthorityState, server: string): void {
  if (!rules.reconcile) return;
  for (const player of missingFrom(draft, server)) grant(rules, draft, player, server);
}

/** The token after the highest that the answering members know; they note the new token. */
function giveOutToken({ players, members }: AuthorityState, name: string): number {
  const answering = Object.values(members).filter(({ isReachable }) => isReachable);
  if (answering.length === 0) return (players[name]?.token ?? 0) + 1;
  const token = Math.max(...answering.map(({ tokens }) => tokens[name] ?? 0)) + 1;
  for (const { tokens } of answering) tokens[name] = token;
  return token;
}

/** The coordinator opens a transfer; an open transfer of the same player that the server does not know of is over. */
export function openTransfer(
  rules: AuthorityRules,
  draft: AuthorityState,
  { from, player: name, to }: { readonly from: string; readonly player: string; readonly to: string },
): 'opened' | 'noSuchTarget' | 'targetUnavailable' | 'queueFull' | 'throttled' {
  const player = draft.players[name];
  const target = draft.servers[to];
  if (player === undefined || target === undefined || to === from) return 'noSuchTarget';
  if (isSilent(rules, target, draft.nowMs)) return 'targetUnavailable';
  const others = activeTransfers(draft, name);
  if (rules.admission && others >= draft.limits.active) return 'queueFull';
  if (isThrottledAt(draft.limits, others)) {
    if (rules.throttle && draft.bucketFullAtMs > draft.nowMs) return 'throttled';
    draft.bucketFullAtMs = Math.max(draft.bucketFullAtMs, draft.nowMs) + rules.refillMs;
  }
  player.transfers += 1;
  player.transfer = { to, endsAtMs: draft.nowMs + rules.watchdogMs };
  return 'opened';
}

/** Takes a transfer back, and informs the source if it is in contact. */
export function closeTransfer(draft: AuthorityState, name: string): void {
  const player = draft.players[name];
  if (player === undefined) return;
  player.transfer = null;
  const source = draft.servers[player.server];
  const copy = source?.holds[name];
  if (source !== undefined && isInContact(source) && copy !== undefined) copy.handOver = null;
}

/** The coordinator ends overdue transfers, and gives the players and items of a failed server to others. */
export function sweepTransfers(rules: AuthorityRules, draft: AuthorityState): void {
  for (const name of Object.keys(draft.players)) sweepPlayer(rules, draft, name);
  if (!rules.reassign) return;
  for (const item of Object.values(draft.items)) {
    const owner = draft.servers[item.owner];
    if (owner !== undefined && isGone(rules, owner, draft.nowMs)) item.owner = leastLoaded(draft) ?? item.owner;
  }
}

function sweepPlayer(rules: AuthorityRules, draft: AuthorityState, name: string): void {
  const player = draft.players[name];
  const owner = draft.servers[player?.server ?? ''];
  if (player === undefined || owner === undefined) return;
  const { transfer } = player;
  const target = draft.servers[transfer?.to ?? ''];
  const isAnySilent = [owner, target].some((one) => one !== undefined && isSilent(rules, one, draft.nowMs));
  const isOverdue = rules.watchdog && transfer !== null && transfer.endsAtMs <= draft.nowMs;
  if (isOverdue || (rules.reassign && isAnySilent)) closeTransfer(draft, name);
  const to = leastLoaded(draft);
  if (rules.reassign && to !== null && isGone(rules, owner, draft.nowMs)) grant(rules, draft, name, to);
}

/** The server with the fewest players, among the servers in contact; the first of several. */
function leastLoaded({ servers, players }: AuthorityState): string | null {
  const loadOf = (name: string): number => Object.values(players).filter(({ server }) => server === name).length;
  const names = Object.keys(servers).filter((name) => servers[name] !== undefined && isInContact(servers[name]));
  return names.toSorted((a, b) => loadOf(a) - loadOf(b))[0] ?? null;
}
