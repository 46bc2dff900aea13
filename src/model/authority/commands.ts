import type { AuthorityCommand, HeldPlayer, Message, ServerView } from '../../alphabets/authority.ts';
import { ticksAround } from '../../kernel/ticks-around.ts';
import type { AuthorityRules } from './rules.ts';
import { heldBy, isInContact, isLeaseOver, nextDeadlineMs, textOf } from './rules.ts';
import type { AuthorityScope, AuthorityState } from './state.ts';

/** Every command that an actor could try in this state. */
export function enabledAuthorityCommands(
  rules: AuthorityRules,
  scope: AuthorityScope,
): (state: AuthorityState) => AuthorityCommand[] {
  return (state) => {
    const enabled: AuthorityCommand[] = [];
    for (const [name, server] of Object.entries(state.servers)) {
      enableOfPower(enabled, scope, state, name, server);
      for (const [player, copy] of heldBy(server))
        if (copy.handOver === null) enableForPlayer(enabled, scope, state, { name, server, player, copy });
    }
    for (const message of distinctMessages(state.messages)) {
      enabled.push({ type: 'deliver', message }, { type: 'drop', message });
      enabled.push({ type: 'deliver', message, fault: 'duplicated' });
      if (state.faults < scope.faults && isAskedAbout(state, message))
        enabled.push({ type: 'deliver', message, fault: 'replyLost' });
    }
    for (const [member, { isReachable }] of Object.entries(state.members))
      enabled.push({ type: isReachable ? 'part' : 'join', member });
    const deadlineMs = nextDeadlineMs(rules, state);
    if (deadlineMs !== null)
      for (const byMs of ticksOf(scope, deadlineMs - state.nowMs)) enabled.push({ type: 'tick', byMs });
    return enabled;
  };
}

/** To the next deadline; with `boundaries` also to so many milliseconds before and after it. */
function ticksOf({ boundaries = 0 }: AuthorityScope, byMs: number): number[] {
  return boundaries === 0 ? [byMs] : ticksAround(byMs, boundaries, boundaries);
}

function enableOfPower(
  enabled: AuthorityCommand[],
  scope: AuthorityScope,
  state: AuthorityState,
  name: string,
  server: ServerView,
): void {
  if (!server.isUp) enabled.push({ type: 'restart', server: name });
  else if (server.isCut) enabled.push({ type: 'heal', server: name });
  if (!isInContact(server) || state.faults >= scope.faults) return;
  enabled.push({ type: 'crash', server: name }, { type: 'cut', server: name });
}

interface Held {
  readonly name: string;
  readonly server: ServerView;
  readonly player: string;
  readonly copy: HeldPlayer;
}

/** The commands of a server for a player that it holds; commands that send a message need room in the network. */
function enableForPlayer(
  enabled: AuthorityCommand[],
  scope: AuthorityScope,
  state: AuthorityState,
  { name, server, player, copy }: Held,
): void {
  const isLate = isLeaseOver(server, state.nowMs) && (scope.boundaries ?? 0) === 0;
  if (isFull(state) || isLate) return;
  if (copy.version < scope.writes) enabled.push({ type: 'save', server: name, player });
  for (const [item, { places }] of Object.entries(state.items))
    if (places.includes('world')) enabled.push({ type: 'pickUp', server: name, player, item });
  if (server.isCut || (state.players[player]?.transfers ?? 0) >= scope.transfers) return;
  for (const to of Object.keys(state.servers)) {
    if (to === name) continue;
    enabled.push({ type: 'request', server: name, player, to });
    if (state.faults >= scope.faults) continue;
    for (const fault of ['damaged', 'replyLost'] as const)
      enabled.push({ type: 'request', server: name, player, to, fault });
  }
}

/** Whether the receiver of this message asks the coordinator about it, and reaches the coordinator. */
function isAskedAbout({ servers }: AuthorityState, message: Message): boolean {
  if (message.type !== 'handOver') return false;
  const target = servers[message.to];
  return target !== undefined && isInContact(target);
}

export function isFull({ messages, limits }: AuthorityState): boolean {
  return messages.length >= limits.messages;
}

/** Each message once: two equal messages have the same effect. */
export function distinctMessages(messages: readonly Message[]): Message[] {
  return [...new Map(messages.map((message) => [textOf(message), message])).values()];
}
