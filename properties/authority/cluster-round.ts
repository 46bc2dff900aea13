import { expect } from 'vitest';
import type { AuthorityCommand, AuthorityOutcome, AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import { startAuthority } from '../../src/real/authority/authority.ts';
import { freshPrefix, openSession } from '../../src/real/authority/etcd/session.ts';
import { openEtcdStore } from '../../src/real/authority/etcd/store.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { authorityWorldOf } from '../../src/subjects/authority/systems.ts';
import type { Cluster } from './etcd-cluster.ts';
import type { Written } from './history.ts';
import { historyOf, wrongIn } from './history.ts';

const policies = allPolicies(authority) as AuthorityPolicies;
const scope: AuthorityScope = {
  servers: 3,
  players: 2,
  items: 0,
  members: 0,
  transfers: 1000,
  writes: 1000,
  messages: 6,
  repeats: 3,
  active: 2,
  throttledFrom: 0,
  faults: 0,
};

/** A world whose players go round and round, with the coordinator's store on a cluster, in lockstep with the model. */
export interface Round {
  /** Every player does something that is saved, and goes to the next server. Throws where the two sides part. */
  go(): Promise<void>;
  /** How often each player has gone to another server. */
  readonly rounds: number;
  /** What was answered: a grant, or a state that was saved. */
  readonly acknowledged: readonly { readonly key: string; readonly version: number }[];
  /** Everything that was written, as each of these members has it. */
  histories(members: readonly string[]): Promise<Written[][]>;
  close(): Promise<void>;
}

export async function startRound(cluster: Cluster): Promise<Round> {
  const etcd = connectEtcd(cluster.endpoints, { timeoutMs: 500, patienceMs: 60_000 });
  // Longer than any test: a lease that ends is another test's.
  const session = await openSession(etcd, 600);
  const prefix = freshPrefix();
  const store = await openEtcdStore(session, prefix);
  const system = await startAuthority(store, policies, authorityWorldOf(scope));
  const acknowledged: { key: string; version: number }[] = [];
  const observe = ({ command, outcome }: { command: AuthorityCommand; outcome: AuthorityOutcome }): void => {
    if (command.type !== 'deliver') return;
    const { message } = command;
    if (outcome.type === 'granted')
      acknowledged.push({ key: `players/${message.player}/authority`, version: outcome.token });
    if (outcome.type === 'saved' && message.type === 'save')
      acknowledged.push({ key: `players/${message.player}/saved`, version: message.version + 1 });
  };
  const lockstep = await startLockstep(authority.model(policies, scope), system, { observe });
  let rounds = 0;

  return {
    async go() {
      for (const player of ['p1', 'p2']) for (const command of onward(player, rounds)) await lockstep.perform(command);
      await lockstep.perform({ type: 'tick', byMs: 1000 });
      rounds += 1;
    },
    get rounds() {
      return rounds;
    },
    acknowledged,
    async histories(members) {
      await etcd.commit([], [{ key: `${prefix}the end`, value: '' }]);
      return Promise.all(members.map((member) => historyOf(cluster.endpointOf(member), prefix, 'the end')));
    },
    async close() {
      await system.close();
      etcd.close();
    },
  };
}

/** Whatever was answered is there, in the history of each; all of them tell the same, and nothing in it is wrong. */
export async function mustBeRight(round: Round, members: readonly string[]): Promise<void> {
  const [history = [], ...others] = await round.histories(members);
  expect(wrongIn(history)).toEqual([]);
  for (const other of others) expect(other).toEqual(history);
  const keys = new Set(history.map(({ key, version }) => `${key} ${version}`));
  expect(round.acknowledged.filter(({ key, version }) => !keys.has(`${key} ${version}`))).toEqual([]);
  expect(round.acknowledged).toHaveLength(4 * round.rounds);
}

/** The player does something that is saved, and goes to the next server. */
function onward(player: string, round: number): AuthorityCommand[] {
  const servers = ['s1', 's2', 's3'];
  const from = servers[round % 3] ?? '';
  const to = servers[(round + 1) % 3] ?? '';
  const token = round + 1;
  const state = { version: round + 1, isDamaged: false };
  return [
    { type: 'save', server: from, player },
    { type: 'deliver', message: { type: 'save', player, token, ...state } },
    { type: 'request', server: from, player, to },
    { type: 'deliver', message: { type: 'handOver', player, from, to, token, transfer: round + 1, ...state } },
    { type: 'deliver', message: { type: 'confirmed', player, to: from, token } },
  ];
}
