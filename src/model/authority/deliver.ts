import type { AuthorityOutcome, Deliver, Item, Message, ServerView } from '../../alphabets/authority.ts';
import { closeTransfer, giveTo } from './coordinator.ts';
import type { AuthorityRules } from './rules.ts';
import type { AuthorityState } from './state.ts';

type Of<Type> = Extract<Message, { type: Type }>;

/** The effect of a message at its receiver. */
export function deliver(
  rules: AuthorityRules,
  draft: AuthorityState,
  { message, fault }: Deliver,
  send: (reply: Message) => void,
): AuthorityOutcome {
  if (message.type === 'save') return store(rules, draft, message);
  const server = draft.servers[message.to];
  if (server === undefined || !server.isUp) return { type: 'serverDown' };
  switch (message.type) {
    case 'handOver': {
      if (server.isCut) return { type: 'unreachable' };
      const answer = confirm(rules, draft, message);
      return fault === 'replyLost' ? { type: 'unreachable' } : takeOver(server, message, { answer, send });
    }
    case 'confirmed':
      return release(server, message);
    default:
      return takeItem(draft, message);
  }
}

/** The store never replaces a newer state with an older one. */
function store(rules: AuthorityRules, draft: AuthorityState, message: Of<'save'>): AuthorityOutcome {
  const player = draft.players[message.player];
  if (player === undefined) return { type: 'outOfDate' };
  if (rules.fencing && message.token < player.token) return { type: 'stale', token: player.token };
  if (message.version <= player.saved.version) return { type: 'outOfDate' };
  player.saved = { version: message.version, isDamaged: message.isDamaged };
  return { type: 'saved' };
}

/** The coordinator's answer, which is final. */
type Confirmation =
  | { readonly type: 'granted'; readonly token: number }
  /** `token`: the player's current token, for a server that missed the first answer. */
  | { readonly type: 'alreadyConfirmed'; readonly token: number | null }
  | { readonly type: 'damaged' | 'notOpen' | 'unreachable' };

/** The target verifies the state, and has the transfer confirmed by the coordinator. */
function confirm(
  rules: AuthorityRules,
  draft: AuthorityState,
  { player: name, to, transfer, isDamaged }: Of<'handOver'>,
): Confirmation {
  const player = draft.players[name];
  const isOpen = player?.transfer?.to === to && player.transfers === transfer;
  if (rules.checksum && isDamaged) {
    if (isOpen && rules.rollback) closeTransfer(draft, name);
    return { type: 'damaged' };
  }
  if (player?.server === to && player.transfers === transfer)
    return { type: 'alreadyConfirmed', token: rules.reconcile ? player.token : null };
  if (player === undefined || !isOpen) return { type: 'notOpen' };
  const token = giveTo(rules, draft, name, to);
  return token === null ? { type: 'unreachable' } : { type: 'granted', token };
}

/** Under a new token the target takes the player from the message; in any case it confirms to the source. */
function takeOver(
  target: ServerView,
  { player, from, token, version, isDamaged }: Of<'handOver'>,
  { answer, send }: { readonly answer: Confirmation; send(reply: Message): void },
): AuthorityOutcome {
  if (answer.type !== 'granted' && answer.type !== 'alreadyConfirmed') return answer;
  if (answer.token !== null && target.holds[player]?.token !== answer.token)
    target.holds[player] = { token: answer.token, version, isDamaged, handOver: null };
  send({ type: 'confirmed', player, to: from, token });
  return answer.type === 'granted' ? answer : { type: 'alreadyConfirmed' };
}

function release(source: ServerView, { player, token }: Of<'confirmed'>): AuthorityOutcome {
  if (source.holds[player]?.token !== token) return { type: 'nothingToRelease' };
  delete source.holds[player];
  return { type: 'released' };
}

function takeItem(draft: AuthorityState, { item: name, player, to }: Of<'pickUp'>): AuthorityOutcome {
  const item = draft.items[name];
  return item?.owner === to ? takeFromWorld(item, player) : { type: 'notOwner' };
}

/** The owner gives out an item; players keep the copies that they took out of a replica. */
export function takeFromWorld(item: Item, player: string): AuthorityOutcome {
  if (!item.places.includes('world') || item.places.includes(player)) return { type: 'alreadyTaken' };
  item.places = item.places.map((place) => (place === 'world' ? player : place)).toSorted();
  return { type: 'pickedUp' };
}
