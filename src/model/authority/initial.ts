import type { AuthorityTerms, PlayerRecord, ServerView } from '../../alphabets/authority.ts';
import type { AuthorityScope, AuthorityState } from './state.ts';

/** The first server has all players, the last one the items. */
export function initialAuthorityState(scope: AuthorityScope, { leaseMs }: AuthorityTerms): AuthorityState {
  const [source = ''] = serverNames(scope);
  const players = playerNames(scope);
  const held = players.map((name) => [name, { token: 1, version: 0, isDamaged: false, handOver: null }]);
  return {
    nowMs: 0,
    servers: Object.fromEntries(
      serverNames(scope).map((name): [string, ServerView] => [
        name,
        {
          isUp: true,
          isCut: false,
          leaseUntilMs: leaseMs,
          holds: name === source ? Object.fromEntries(held) : {},
          hidden: [],
        },
      ]),
    ),
    players: Object.fromEntries(
      players.map((name): [string, PlayerRecord] => [
        name,
        { server: source, token: 1, saved: { version: 0, isDamaged: false }, transfer: null, transfers: 0 },
      ]),
    ),
    items: Object.fromEntries(
      itemNames(scope).map((name) => [name, { owner: serverNames(scope).at(-1) ?? '', places: ['world'] }]),
    ),
    members: Object.fromEntries(
      memberNames(scope).map((name) => [
        name,
        { isReachable: true, tokens: Object.fromEntries(players.map((player) => [player, 1])) },
      ]),
    ),
    bucketFullAtMs: 0,
    messages: [],
    limits: {
      active: scope.active,
      throttledFrom: scope.throttledFrom,
      retries: scope.repeats,
      messages: scope.messages,
    },
    faults: 0,
  };
}

export function serverNames({ servers }: Pick<AuthorityScope, 'servers'>): string[] {
  return numbered('s', servers);
}

export function playerNames({ players }: Pick<AuthorityScope, 'players'>): string[] {
  return numbered('p', players);
}

export function itemNames({ items }: Pick<AuthorityScope, 'items'>): string[] {
  return numbered('i', items);
}

export function memberNames({ members }: Pick<AuthorityScope, 'members'>): string[] {
  return numbered('m', members);
}

function numbered(letter: string, length: number): string[] {
  return Array.from({ length }, (_, index) => `${letter}${index + 1}`);
}
