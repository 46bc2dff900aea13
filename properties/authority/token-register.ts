import { setTimeout as sleep } from 'node:timers/promises';
import type { PlayerRecord } from '../../src/alphabets/authority.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { System, SystemFaults } from '../../src/kernel/model.ts';
import type { Policies, Subject } from '../../src/kernel/subject.ts';
import { freshPrefix, openSession } from '../../src/real/authority/etcd/session.ts';
import { openEtcdStore } from '../../src/real/authority/etcd/store.ts';
import type { CoordinatorStore } from '../../src/real/authority/ports.ts';
import type { AuthorityTables } from '../../src/real/authority/tables.ts';
import { etcdEndpoints } from '../../src/real/database/etcd-server.ts';
import type { Etcd } from '../../src/real/database/etcd.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import type { Cluster } from './etcd-cluster.ts';
import { memberNames, openCluster } from './etcd-cluster.ts';

// The register of the coordinator’s tokens, which its servers ask at the same time: the coordinator’s own store on etcd.

export type TokenCommand =
  /** The server is granted the player, under the next token. */
  | { readonly type: 'take' | 'open'; readonly actor: string; readonly player: string }
  | { readonly type: 'renew'; readonly actor: string; readonly untilMs: number }
  /** The server gives up a transfer that was opened to it. */
  | { readonly type: 'giveBack'; readonly actor: string; readonly player: string; readonly transfer: number };

export type TokenOutcome =
  | { readonly type: 'took'; readonly token: number }
  | { readonly type: 'opened'; readonly transfer: number }
  | { readonly type: 'renewed' | 'gaveBack' | 'notOpen' };

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** As `AuthorityTables`. */
export interface TokenState {
  leases: Record<string, number>;
  players: Record<string, Mutable<PlayerRecord>>;
  bucketFullAtMs: number;
  items: Record<string, never>;
}

export type TokenSystem = System<TokenCommand, TokenOutcome, TokenState>;

interface TokenScope {
  readonly servers: number;
  readonly players: number;
  readonly [size: string]: number;
}

const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);
const endsAtMs = 10_000;
const leaseMs = 30_000;

function initialOf({ servers, players }: TokenScope): TokenState {
  const record: PlayerRecord = {
    server: 's1',
    token: 1,
    saved: { version: 0, isDamaged: false },
    transfer: null,
    transfers: 0,
  };
  return {
    leases: Object.fromEntries(named('s', servers).map((name) => [name, leaseMs])),
    players: Object.fromEntries(named('p', players).map((name) => [name, record])),
    bucketFullAtMs: 0,
    items: {},
  };
}

function enabledIn({ leases, players }: TokenState): TokenCommand[] {
  const enabled: TokenCommand[] = [];
  for (const [actor, untilMs] of Object.entries(leases)) {
    enabled.push({ type: 'renew', actor, untilMs: untilMs + 1_000 });
    for (const [player, { transfers: transfer }] of Object.entries(players))
      enabled.push(
        { type: 'take', actor, player },
        { type: 'open', actor, player },
        { type: 'giveBack', actor, player, transfer },
      );
  }
  return enabled;
}

function step({ leases, players }: TokenState, command: TokenCommand): TokenOutcome {
  const { actor } = command;
  if (command.type === 'renew') {
    leases[actor] = command.untilMs;
    return { type: 'renewed' };
  }
  const record = players[command.player];
  if (record === undefined) return { type: 'notOpen' };
  switch (command.type) {
    case 'take':
      record.server = actor;
      record.token += 1;
      record.transfer = null;
      return { type: 'took', token: record.token };
    case 'open':
      record.transfers += 1;
      record.transfer = { to: actor, endsAtMs };
      return { type: 'opened', transfer: record.transfers };
    case 'giveBack':
      if (record.transfer?.to !== actor || record.transfers !== command.transfer) return { type: 'notOpen' };
      record.transfer = null;
      return { type: 'gaveBack' };
  }
}

/** The register on a client of etcd. */
export async function openTokens(etcd: Etcd, scope: TokenScope): Promise<TokenSystem> {
  // Longer than any stress: a coordinator whose lease ends is another test’s.
  const session = await openSession(etcd, 600);
  const store = await openEtcdStore(session, freshPrefix());
  const { leases, players } = initialOf(scope);
  for (const [name, untilMs] of Object.entries(leases)) await store.addServer(name, untilMs);
  for (const [name, { server }] of Object.entries(players)) await store.addPlayer(name, server);
  return {
    perform: (command) => performOn(store, command),
    async view() {
      const tables: AuthorityTables = await store.read();
      return tables as object as TokenState;
    },
    async close() {
      await store.close();
      etcd.close();
    },
  };
}

async function performOn(store: CoordinatorStore, command: TokenCommand): Promise<TokenOutcome> {
  const { actor } = command;
  switch (command.type) {
    case 'renew':
      await store.renewLease(actor, command.untilMs);
      return { type: 'renewed' };
    case 'take':
      return { type: 'took', token: (await store.grant(command.player, actor)).token };
    case 'open': {
      const admission = { mostActive: null, throttledFrom: 0, isThrottled: false };
      const opened = await store.openTransfer({ player: command.player, to: actor, nowMs: 0, endsAtMs, admission });
      if (opened.type !== 'opened') throw new Error(`no limit is set, and the transfer is ${opened.type}`);
      return opened;
    }
    case 'giveBack': {
      const { player, transfer } = command;
      return { type: (await store.abortTransfer({ player, to: actor, transfer })) ? 'gaveBack' : 'notOpen' };
    }
  }
}

/** Longer than a member waits for its leader. */
const absentMs = 1_200;

/** What is done to the members, one at a time, for all actors: in turns to the one that leads, and to another one. */
function faultsOf(cluster: Cluster): SystemFaults {
  let before: Promise<unknown> = Promise.resolve();
  let strikes = 0;
  const strike = (how: (member: string) => Promise<void>): Promise<boolean> => {
    const striking = before.then(async () => {
      const leader = await cluster.leader();
      strikes += 1;
      const others = memberNames.filter((name) => name !== leader);
      await how(strikes % 2 === 1 ? leader : (others[strikes % others.length] ?? leader));
      return true;
    });
    before = striking.catch(() => undefined);
    return striking;
  };
  return {
    kill: () =>
      strike(async (member) => {
        cluster.signal(member, 'SIGKILL');
        await sleep(absentMs);
        await cluster.restart(member);
      }),
    pause: () =>
      strike(async (member) => {
        cluster.signal(member, 'SIGSTOP');
        await sleep(absentMs);
        cluster.signal(member, 'SIGCONT');
      }),
    cut: () =>
      strike(async (member) => {
        cluster.cut(member);
        await sleep(absentMs);
        cluster.heal();
      }),
  };
}

/** The register on three members of etcd, which can be killed, stopped and cut off from the others. */
export async function openTokensOnCluster(
  scope: TokenScope,
  over: (etcd: Etcd) => Etcd = (etcd) => etcd,
): Promise<TokenSystem> {
  const cluster = await openCluster();
  const system = await openTokens(over(connectEtcd(cluster.endpoints, { timeoutMs: 500, patienceMs: 60_000 })), scope);
  return {
    ...system,
    faults: faultsOf(cluster),
    async close() {
      await system.close();
      await cluster.stop();
    },
  };
}

/** `faultbook stress tokens --system members --faults kill,cut,pause --subject ./properties/authority/token-register.ts#tokens` */
export const tokens: Subject<TokenState, TokenCommand, TokenOutcome, TokenState, Policies, TokenScope> = defineSubject({
  name: 'tokens',
  model: (_policies, scope: TokenScope) => ({
    initial: initialOf(scope),
    commands: enabledIn,
    step,
    invariants: {},
  }),
  systems: [
    {
      name: 'etcd',
      concurrent: true,
      open: async ({ scope }) => openTokens(connectEtcd(await etcdEndpoints()), scope),
    },
    { name: 'members', concurrent: true, open: ({ scope }) => openTokensOnCluster(scope) },
  ],
  scopes: { small: { servers: 2, players: 1 } },
  stressScope: (servers) => ({ servers, players: 2 }),
  // The coordinator asks again until it knows what came of a change: no answer is ever lost.
  struck: (_fault, command) => [[], [command]],
});
