import type {
  AuthorityCommand,
  AuthorityOutcome,
  HandOver,
  HeldPlayer,
  Item,
  Message,
  ServerView,
  TransferRequest,
} from '../../alphabets/authority.ts';
import { isFull } from './commands.ts';
import { closeTransfer, grant, openTransfer, reconcile, sweepTransfers } from './coordinator.ts';
import { deliver, takeFromWorld } from './deliver.ts';
import type { AuthorityRules } from './rules.ts';
import { canGrant, heldBy, isInContact, isLeaseOver, mayRetry, nextTryMs, textOf } from './rules.ts';
import type { AuthorityState } from './state.ts';

/** The effect of each command on the world. */
export function authorityStep(
  rules: AuthorityRules,
): (draft: AuthorityState, command: AuthorityCommand) => AuthorityOutcome {
  return (draft, command) => {
    if (command.type === 'tick') return tick(rules, draft, command.byMs);
    if (command.type === 'deliver' || command.type === 'drop') return takeOff(rules, draft, command);
    if (command.type === 'part' || command.type === 'join') return reach(rules, draft, command);
    const server = draft.servers[command.server];
    if (server === undefined) return { type: 'noSuchServer' };
    if (command.type === 'restart') return restart(rules, draft, command.server, server);
    if (!server.isUp) return { type: 'serverDown' };
    switch (command.type) {
      case 'crash':
        return crash(draft, server);
      case 'cut':
        return cut(draft, server);
      case 'heal':
        return heal(rules, draft, command.server, server);
      case 'request':
        return request(rules, draft, server, command);
      case 'save':
        return save(rules, draft, server, command.player);
      case 'pickUp':
        return pickUp(rules, draft, server, command);
    }
  };
}

/**
 * The clock moves; servers in contact have their leases renewed and get their missing players, timers go off, and then
 * the coordinator sweeps.
 */
function tick(rules: AuthorityRules, draft: AuthorityState, byMs: number): AuthorityOutcome {
  if (byMs <= 0) return { type: 'notForward' };
  draft.nowMs += byMs;
  for (const [name, server] of Object.entries(draft.servers)) {
    if (isInContact(server)) {
      server.leaseUntilMs = draft.nowMs + rules.leaseMs;
      reconcile(rules, draft, name);
    }
    if (rules.refresh) server.hidden = [];
    for (const [player, copy] of heldBy(server)) {
      const { handOver } = copy;
      if (handOver !== null && handOver.nextAtMs !== null && handOver.nextAtMs <= draft.nowMs)
        tryAgain(rules, draft, { server, player, copy, handOver });
    }
  }
  sweepTransfers(rules, draft);
  return { type: 'ticked' };
}

interface Waiting {
  readonly server: ServerView;
  readonly player: string;
  readonly copy: HeldPlayer;
  readonly handOver: HandOver;
}

/** The time-out without a confirmation. A source in contact first asks the coordinator whether the player is gone. */
function tryAgain(rules: AuthorityRules, draft: AuthorityState, { server, player, copy, handOver }: Waiting): void {
  const hasGone = draft.players[player]?.token !== copy.token;
  if (isInContact(server) && hasGone) delete server.holds[player];
  else if (mayRetry(rules, draft, handOver.retries)) {
    handOver.retries += 1;
    handOver.nextAtMs = nextTryMs(rules, draft, handOver.retries);
    send(draft, handOverOf(draft, player, copy, handOver));
  } else if (isInContact(server) && rules.rollback) closeTransfer(draft, player);
  else handOver.nextAtMs = null;
}

function handOverOf(draft: AuthorityState, player: string, copy: HeldPlayer, { to, transfer }: HandOver): Message {
  const { token, version, isDamaged } = copy;
  const from = Object.keys(draft.servers).find((name) => draft.servers[name]?.holds[player] === copy) ?? '';
  return { type: 'handOver', player, from, to, token, transfer, version, isDamaged };
}

/** A full network loses further messages. */
function send(draft: AuthorityState, message: Message): void {
  if (isFull(draft)) return;
  const at = draft.messages.findIndex((other) => textOf(other) > textOf(message));
  draft.messages.splice(at < 0 ? draft.messages.length : at, 0, message);
}

function takeOff(
  rules: AuthorityRules,
  draft: AuthorityState,
  command: Extract<AuthorityCommand, { message: Message }>,
): AuthorityOutcome {
  const text = textOf(command.message);
  const at = draft.messages.findIndex((message) => textOf(message) === text);
  if (at < 0) return { type: 'notInFlight' };
  if (command.type === 'drop' || command.fault !== 'duplicated') draft.messages.splice(at, 1);
  if (command.type === 'drop') return { type: 'dropped' };
  if (command.fault === 'replyLost') draft.faults += 1;
  return deliver(rules, draft, command, (reply) => send(draft, reply));
}

/** The server loses its memory. */
function crash(draft: AuthorityState, server: ServerView): AuthorityOutcome {
  draft.faults += 1;
  server.isUp = false;
  server.isCut = false;
  server.holds = {};
  server.hidden = [];
  return { type: 'crashed' };
}

/** The coordinator grants the server its players again, with the state in the store. */
function restart(rules: AuthorityRules, draft: AuthorityState, name: string, server: ServerView): AuthorityOutcome {
  if (server.isUp) return { type: 'alreadyUp' };
  if (!canGrant(rules, draft)) return { type: 'unreachable' };
  server.isUp = true;
  server.leaseUntilMs = draft.nowMs + rules.leaseMs;
  for (const [player, { server: owner }] of Object.entries(draft.players))
    if (owner === name) grant(rules, draft, player, name);
  sweepTransfers(rules, draft);
  return { type: 'restarted' };
}

function cut(draft: AuthorityState, server: ServerView): AuthorityOutcome {
  if (server.isCut) return { type: 'alreadyCut' };
  draft.faults += 1;
  server.isCut = true;
  return { type: 'cut' };
}

/** The server learns which players it still has, which it should have, and which of its transfers are over. */
function heal(rules: AuthorityRules, draft: AuthorityState, serverName: string, server: ServerView): AuthorityOutcome {
  if (!server.isCut) return { type: 'notCut' };
  server.isCut = false;
  server.leaseUntilMs = draft.nowMs + rules.leaseMs;
  for (const [name, copy] of Object.entries(server.holds)) {
    const player = draft.players[name];
    if (player?.token !== copy.token) delete server.holds[name];
    else if (player.transfer === null) copy.handOver = null;
  }
  reconcile(rules, draft, serverName);
  sweepTransfers(rules, draft);
  return { type: 'healed' };
}

/** A member of the coordinator goes out of reach, or comes back; after that, grants may be possible again. */
function reach(
  rules: AuthorityRules,
  draft: AuthorityState,
  { type, member: name }: Extract<AuthorityCommand, { member: string }>,
): AuthorityOutcome {
  const member = draft.members[name];
  if (member === undefined) return { type: 'noSuchMember' };
  if (member.isReachable === (type === 'join')) return { type: member.isReachable ? 'notParted' : 'alreadyParted' };
  member.isReachable = type === 'join';
  if (type === 'join') sweepTransfers(rules, draft);
  return { type: type === 'join' ? 'joined' : 'parted' };
}

/** The player that a server may act on; or the reason why not. */
function held(
  rules: AuthorityRules,
  draft: AuthorityState,
  server: ServerView,
  player: string,
): HeldPlayer | AuthorityOutcome {
  const copy = server.holds[player];
  if (copy === undefined) return { type: 'notHeld' };
  if (copy.handOver !== null) return { type: 'frozen' };
  return rules.lease && isLeaseOver(server, draft.nowMs) ? { type: 'leaseOver' } : copy;
}

/** The coordinator writes the transfer down, the source freezes the player and sends its state. */
function request(
  rules: AuthorityRules,
  draft: AuthorityState,
  server: ServerView,
  { server: from, player: name, to, fault }: TransferRequest,
): AuthorityOutcome {
  const copy = held(rules, draft, server, name);
  const player = draft.players[name];
  if ('type' in copy) return copy;
  if (server.isCut || player === undefined) return { type: 'unreachable' };
  const reply = openTransfer(rules, draft, { from, player: name, to });
  if (fault === 'replyLost' || (fault === 'damaged' && reply === 'opened')) draft.faults += 1;
  if (fault === 'replyLost') return { type: 'unreachable' };
  if (reply !== 'opened') return { type: reply };
  const handOver = { to, transfer: player.transfers, retries: 0, nextAtMs: nextTryMs(rules, draft, 0) };
  const message = handOverOf(draft, name, copy, handOver);
  copy.handOver = handOver;
  send(draft, fault === undefined ? message : Object.assign(message, { isDamaged: true }));
  return { type: 'requested' };
}

function save(rules: AuthorityRules, draft: AuthorityState, server: ServerView, player: string): AuthorityOutcome {
  const copy = held(rules, draft, server, player);
  if ('type' in copy) return copy;
  copy.version += 1;
  const { token, version, isDamaged } = copy;
  send(draft, { type: 'save', player, token, version, isDamaged });
  return { type: 'sent' };
}

/** Asks the owner for an item in its region; hides the replica in advance. */
function pickUp(
  rules: AuthorityRules,
  draft: AuthorityState,
  server: ServerView,
  { server: name, player, item: itemName }: Extract<AuthorityCommand, { type: 'pickUp' }>,
): AuthorityOutcome {
  const copy = held(rules, draft, server, player);
  if ('type' in copy) return copy;
  const item = draft.items[itemName];
  if (item === undefined) return { type: 'noSuchItem' };
  if (item.owner === name) return takeFromWorld(item, player);
  if (!rules.singleSource) return takeFromReplica(item, player);
  if (server.hidden.includes(itemName)) return { type: 'notShown' };
  server.hidden = [...server.hidden, itemName].toSorted();
  send(draft, { type: 'pickUp', item: itemName, player, to: item.owner });
  return { type: 'forwarded' };
}

/** The original stays in its place, for another player. */
function takeFromReplica(item: Item, player: string): AuthorityOutcome {
  if (!item.places.includes('world') || item.places.includes(player)) return { type: 'alreadyTaken' };
  item.places = [player, ...item.places].toSorted();
  return { type: 'pickedUp' };
}
