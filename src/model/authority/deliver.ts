import type { AuthorityOutcome } from './commands.ts';
import { canGrant, closeTransfer, grant } from './coordinator.ts';
import type { AuthorityPolicies } from './policies.ts';
import type { AuthorityState, Copy, Item, Message, Server } from './state.ts';

type Of<Type> = Extract<Message, { type: Type }>;

/** What a message does where it arrives. */
export function deliver(
  policies: AuthorityPolicies,
  draft: AuthorityState,
  message: Message,
  send: (reply: Message) => void,
): AuthorityOutcome {
  if (message.type === 'save') return store(policies, draft, message);
  const server = draft.servers[message.to];
  if (server === undefined || !server.isUp) return { type: 'serverDown' };
  switch (message.type) {
    case 'handOver':
      return takeOver(policies, draft, server, message, send);
    case 'confirmed':
      return release(server, message);
    default:
      return takeItem(draft, message);
  }
}

/** The store takes no older state over a newer one. */
function store(policies: AuthorityPolicies, draft: AuthorityState, message: Of<'save'>): AuthorityOutcome {
  const player = draft.players[message.player];
  if (player === undefined) return { type: 'outOfDate' };
  if (policies.fencing && message.token < player.token) return { type: 'stale', token: player.token };
  if (message.version <= player.saved.version) return { type: 'outOfDate' };
  player.saved = { version: message.version, isDamaged: message.isDamaged };
  return { type: 'saved' };
}

/** The target verifies what it got, and has the transfer confirmed by the coordinator, who has the final say. */
function takeOver(
  policies: AuthorityPolicies,
  draft: AuthorityState,
  target: Server,
  { player: name, from, to, token, transfer, version, isDamaged }: Of<'handOver'>,
  send: (reply: Message) => void,
): AuthorityOutcome {
  if (target.isCut) return { type: 'unreachable' };
  const player = draft.players[name];
  const isOpen = player?.transfer?.to === to && player.transfers === transfer;
  if (policies.checksum && isDamaged) {
    if (isOpen && policies.rollback) closeTransfer(draft, name);
    return { type: 'damaged' };
  }
  const confirmed = { type: 'confirmed', player: name, to: from, token } as const;
  if (player?.server === to && player.transfers === transfer) {
    send(confirmed);
    return { type: 'alreadyConfirmed' };
  }
  if (player === undefined || !isOpen) return { type: 'notOpen' };
  if (!canGrant(policies, draft)) return { type: 'unreachable' };
  grant(policies, draft, name, to);
  const granted: Copy = { token: player.token, version, isDamaged, handOver: null };
  target.holds[name] = granted;
  send(confirmed);
  return { type: 'granted', token: granted.token };
}

function release(source: Server, { player, token }: Of<'confirmed'>): AuthorityOutcome {
  if (source.holds[player]?.token !== token) return { type: 'nothingToRelease' };
  delete source.holds[player];
  return { type: 'released' };
}

function takeItem(draft: AuthorityState, { item: name, player, to }: Of<'pickUp'>): AuthorityOutcome {
  const item = draft.items[name];
  return item?.owner === to ? takeFromWorld(item, player) : { type: 'notOwner' };
}

/** The owner gives out an item; whatever others have taken out of a replica, they keep. */
export function takeFromWorld(item: Item, player: string): AuthorityOutcome {
  if (!item.places.includes('world') || item.places.includes(player)) return { type: 'alreadyTaken' };
  item.places = item.places.map((place) => (place === 'world' ? player : place)).toSorted();
  return { type: 'pickedUp' };
}
