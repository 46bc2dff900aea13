import type { AuthorityPolicies } from './policies.ts';
import { isGone, isInContact, isSilent } from './rules.ts';
import type { AuthorityState } from './state.ts';

/**
 * Authority over a player goes to a server, with the state that the store has. Whatever was under way is over. Nothing
 * of it where too few members of the coordinator answer.
 */
export function grant(policies: AuthorityPolicies, draft: AuthorityState, name: string, to: string): void {
  const player = draft.players[name];
  const server = draft.servers[to];
  const token = canGrant(policies, draft) ? giveOutToken(draft, name) : null;
  if (player === undefined || server === undefined || token === null) return;
  player.server = to;
  player.token = token;
  player.transfer = null;
  server.holds[name] = { token: player.token, ...player.saved, handOver: null };
}

/** Any two majorities have a member in common, so what one has given out the next knows of. */
export function canGrant({ quorum }: AuthorityPolicies, { members }: AuthorityState): boolean {
  const all = Object.values(members);
  const answering = all.filter(({ isReachable }) => isReachable).length;
  return all.length === 0 || (quorum ? 2 * answering > all.length : answering > 0);
}

/** One more than the highest that those who answer know of; they take note of it. */
function giveOutToken({ players, members }: AuthorityState, name: string): number {
  const answering = Object.values(members).filter(({ isReachable }) => isReachable);
  if (answering.length === 0) return (players[name]?.token ?? 0) + 1;
  const token = Math.max(...answering.map(({ tokens }) => tokens[name] ?? 0)) + 1;
  for (const { tokens } of answering) tokens[name] = token;
  return token;
}

/** Takes a transfer back. The source is told, if it can be. */
export function closeTransfer(draft: AuthorityState, name: string): void {
  const player = draft.players[name];
  if (player === undefined) return;
  player.transfer = null;
  const source = draft.servers[player.server];
  const copy = source?.holds[name];
  if (source !== undefined && isInContact(source) && copy !== undefined) copy.handOver = null;
}

/** The coordinator ends what has lasted too long, and gives to others what a server had that is gone. */
export function sweep(policies: AuthorityPolicies, draft: AuthorityState): void {
  for (const name of Object.keys(draft.players)) sweepPlayer(policies, draft, name);
  if (!policies.reassign) return;
  for (const item of Object.values(draft.items)) {
    const owner = draft.servers[item.owner];
    if (owner !== undefined && isGone(policies, owner, draft.nowMs)) item.owner = leastLoaded(draft) ?? item.owner;
  }
}

function sweepPlayer(policies: AuthorityPolicies, draft: AuthorityState, name: string): void {
  const player = draft.players[name];
  const owner = draft.servers[player?.server ?? ''];
  if (player === undefined || owner === undefined) return;
  const { transfer } = player;
  const target = draft.servers[transfer?.to ?? ''];
  const isAnySilent = [owner, target].some((one) => one !== undefined && isSilent(one, draft.nowMs));
  const isOverdue = policies.watchdog && transfer !== null && transfer.endsAtMs <= draft.nowMs;
  if (isOverdue || (policies.reassign && isAnySilent)) closeTransfer(draft, name);
  const to = leastLoaded(draft);
  if (policies.reassign && to !== null && isGone(policies, owner, draft.nowMs)) grant(policies, draft, name, to);
}

/** The server with the fewest players, of those that answer; the first of several. */
function leastLoaded({ servers, players }: AuthorityState): string | null {
  const loadOf = (name: string): number => Object.values(players).filter(({ server }) => server === name).length;
  const names = Object.keys(servers).filter((name) => servers[name] !== undefined && isInContact(servers[name]));
  return names.toSorted((a, b) => loadOf(a) - loadOf(b))[0] ?? null;
}
