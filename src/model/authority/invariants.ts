import type {
  AuthorityCommand,
  AuthorityOutcome,
  AuthorityTerms,
  AuthorityView,
  HandOver,
  PlayerRecord,
  ServerView,
} from '../../alphabets/authority.ts';
import type { Invariant, StateInvariant } from '../../kernel/invariant.ts';
import { activeTransfers, isInContact, isLeaseOver, isSilent } from './rules.ts';

type AuthorityInvariant = Invariant<AuthorityView, AuthorityCommand, AuthorityOutcome>;

/** Hold in every state and across every step. */
export function authorityInvariants(terms: AuthorityTerms): readonly AuthorityInvariant[] {
  return [
    {
      id: 'INV_201',
      says: 'The store takes a write only under the player’s current token.',
      holdsAcross: (before, command, outcome) => {
        if (command.type !== 'deliver' || command.message.type !== 'save' || outcome.type !== 'saved') return true;
        return command.message.token === before.players[command.message.player]?.token;
      },
    },
    {
      id: 'INV_202',
      says: 'A token never goes down, and goes up whenever a player goes to another server.',
      holdsAcross: (before, _command, _outcome, after) =>
        eachPlayer(before, (name, { server, token }) => {
          const now = after.players[name];
          return now !== undefined && (server === now.server ? now.token >= token : now.token > token);
        }),
    },
    {
      id: 'INV_203',
      says: 'A player goes to another server only by a hand-over from the old server, or after the end of the old server’s lease.',
      holdsAcross: (before, _command, _outcome, after) =>
        eachPlayer(before, (name, { server, transfer }) => {
          const to = after.players[name]?.server;
          const source = before.servers[server];
          return to === server || transfer?.to === to || (source !== undefined && isLeaseOver(source, after.nowMs));
        }),
    },
    {
      id: 'INV_204',
      says: 'Every item is in exactly one place: in the world, or with one player.',
      holds: ({ items }) => Object.values(items).every(({ places }) => places.length === 1),
    },
    {
      id: 'INV_205',
      says: 'A saved state never goes back to an older version.',
      violatedWhere: 'the store takes saves in any order',
      holdsAcross: (before, _command, _outcome, after) =>
        eachPlayer(before, (name, { saved }) => (after.players[name]?.saved.version ?? -1) >= saved.version),
    },
    {
      id: 'INV_206',
      says: 'Every state that a server takes over is the state that was sent.',
      holds: ({ servers }) =>
        Object.values(servers).every(({ holds }) => Object.values(holds).every(({ isDamaged }) => !isDamaged)),
    },
    {
      id: 'INV_207',
      says: `A transfer is over within ${terms.watchdogMs / 1000} s.`,
      holds: (view) => eachPlayer(view, (_name, { transfer }) => transfer === null || view.nowMs < transfer.endsAtMs),
    },
    {
      id: 'INV_208',
      says: 'A transfer whose last retry has failed is over at once, if the source reaches the coordinator.',
      holdsAcross: (before, _command, _outcome, after) =>
        eachWaiting(before, after, (name, { nextAtMs, retries }) => {
          const isLast = nextAtMs !== null && nextAtMs <= after.nowMs && retries >= before.limits.retries;
          return !isLast || after.players[name]?.transfer === null;
        }),
    },
    {
      id: 'INV_209',
      says: 'A transfer without an answer is given up only after all its retries.',
      holdsAcross: (before, command, _outcome, after) =>
        eachWaiting(before, after, (name, { retries }, { transfer }) => {
          if (command.type !== 'tick' || transfer === null || after.players[name]?.transfer !== null) return true;
          const target = after.servers[transfer.to];
          const isLost = target === undefined || isSilent(terms, target, after.nowMs);
          return retries >= before.limits.retries || isLost || transfer.endsAtMs <= after.nowMs;
        }),
    },
    {
      id: 'INV_210',
      says: 'There are never more active transfers than the limit.',
      holds: (view) => activeTransfers(view) <= view.limits.active,
    },
    {
      id: 'INV_211',
      says: 'The server with the current token has at least the saved version.',
      holds: (view) =>
        eachPlayer(view, (name, { server, token, saved }) => {
          const copy = view.servers[server]?.holds[name];
          return copy?.token !== token || copy.version >= saved.version;
        }),
    },
    {
      id: 'INV_213',
      says: 'No two servers have a player under the same token.',
      holds: (view) =>
        eachPlayer(view, (name) => {
          const tokens = Object.values(view.servers).flatMap(({ holds }) => holds[name]?.token ?? []);
          return new Set(tokens).size === tokens.length;
        }),
    },
    {
      id: 'INV_214',
      says: 'A server that confirms a transfer to the source has the player.',
      holdsAcross: (_before, command, outcome, after) => {
        if (outcome.type !== 'granted' && outcome.type !== 'alreadyConfirmed') return true;
        if (command.type !== 'deliver' || command.message.type !== 'handOver') return true;
        const { player, to } = command.message;
        return after.servers[to]?.holds[player]?.token === after.players[player]?.token;
      },
    },
    {
      id: 'INV_215',
      says: 'Where many transfers are active, new ones keep within the token bucket: no stretch of time has more new ones than the bucket holds and wins back.',
      holds: ({ bucketFullAtMs, nowMs }) => bucketFullAtMs - nowMs <= terms.refillMs,
    },
  ];
}

/** Hold once recovery has no command left. */
export const settledAuthorityInvariants: readonly StateInvariant<AuthorityView>[] = [
  {
    id: 'INV_216',
    says: 'Every item in the world is shown by every server that is up.',
    holds: ({ servers, items }) =>
      Object.entries(items).every(
        ([name, { places }]) =>
          !places.includes('world') ||
          Object.values(servers).every(({ isUp, hidden }) => !isUp || !hidden.includes(name)),
      ),
  },
  {
    id: 'INV_212',
    says: 'Every player is served by the server with authority over the player, and every item’s owner answers.',
    holds: (view) =>
      eachPlayer(view, (name, player) => isServed(view.servers[player.server], name, player)) &&
      Object.values(view.items).every(({ owner }) => isThere(view.servers[owner])),
  },
];

function isThere(server: ServerView | undefined): boolean {
  return server !== undefined && isInContact(server);
}

/** The server answers, and has the player under the current token, without a hand-over. */
function isServed(server: ServerView | undefined, name: string, { token, transfer }: PlayerRecord): boolean {
  const copy = server?.holds[name];
  return isThere(server) && copy?.token === token && copy.handOver === null && transfer === null;
}

function eachPlayer({ players }: AuthorityView, holds: (name: string, player: PlayerRecord) => boolean): boolean {
  return Object.entries(players).every(([name, player]) => holds(name, player));
}

/** Each player that waits to be handed over by a source that stays in contact, and under the same token. */
function eachWaiting(
  before: AuthorityView,
  after: AuthorityView,
  holds: (name: string, handOver: HandOver, player: PlayerRecord) => boolean,
): boolean {
  return eachPlayer(before, (name, player) => {
    const copy = before.servers[player.server]?.holds[name];
    const isSteady = isThere(after.servers[player.server]) && after.players[name]?.token === player.token;
    return !isSteady || copy === undefined || copy.handOver === null || holds(name, copy.handOver, player);
  });
}
