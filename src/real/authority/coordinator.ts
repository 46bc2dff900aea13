import type { AuthorityLimits, AuthorityPolicies, PlayerRecord } from '../../alphabets/authority.ts';
import type { Clock } from '../clock.ts';
import type { Members } from './members.ts';
import type { ForcedRollback, Notice } from './notices.ts';
import type { Coordinator, CoordinatorStore, Node } from './ports.ts';
import { Unreachable } from './ports.ts';
import { heartbeatMs, serverLeaseMs, watchdogMs } from './rules.ts';
import type { AuthorityTables } from './tables.ts';

/** The parameters of the coordinator. */
export interface CoordinatorSurroundings {
  readonly policies: AuthorityPolicies;
  readonly limits: AuthorityLimits;
  readonly clock: Clock;
  readonly store: CoordinatorStore;
  readonly members: Members;
  /** The server with this name, if reachable. */
  reach(server: string): Node | null;
  /** Sends a notice to a player. */
  notifyPlayer(notice: Notice): void;
}

/** The single source of truth: the server that has authority over each player, and the transfers. */
export interface RealCoordinator extends Coordinator {
  /** A server has started without players: the coordinator grants it its players again. */
  welcome(server: string): Promise<void>;
  /** Ends overdue transfers, and reassigns the players and items of servers that are gone. */
  sweep(): Promise<void>;
  /** An operator's order: rolls the player's transfer back. Messages of the transfer that arrive later are refused. */
  forceRollBack(player: string, reason: string): Promise<ForcedRollback>;
}

export function createCoordinator({
  policies,
  limits,
  clock,
  store,
  members,
  reach,
  notifyPlayer,
}: CoordinatorSurroundings): RealCoordinator {
  const admission = {
    mostActive: policies.admission ? limits.active : null,
    throttledFrom: limits.throttledFrom,
    isThrottled: policies.throttle,
  };

  const isSilent = (leaseUntilMs: number | undefined): boolean =>
    leaseUntilMs !== undefined && leaseUntilMs - serverLeaseMs + heartbeatMs <= clock.nowMs();
  const isGone = (leaseUntilMs = Infinity): boolean =>
    policies.lease ? leaseUntilMs <= clock.nowMs() : isSilent(leaseUntilMs);

  async function grant(player: string, to: string): Promise<void> {
    const node = reach(to);
    if (node === null) throw new Error(`${player} goes to ${to}, which does not answer`);
    if (members.canGrant()) await node.granted(player, await store.grant(player, to, members.giveOut(player)));
  }

  /** The token of the members for a confirmation; `null` if the transfer is not open. Throws `Unreachable`. */
  async function tokenFor(of: { player: string; to: string; transfer: number }): Promise<number | null> {
    const record = (await store.read()).players[of.player];
    if (record?.transfer?.to !== of.to || record.transfers !== of.transfer) return null;
    if (!members.canGrant()) throw new Unreachable('too few members of the coordinator answer');
    return members.giveOut(of.player);
  }

  /** Players whose server is silent, and who have got a notice about that. */
  const unserved = new Set<string>();

  function notify(player: string, about: Notice['about']): void {
    notifyPlayer({ atMs: clock.nowMs(), player, about });
  }

  /** Rolls the transfer of this record back. Returns whether the transfer was under way. A later transfer stays. */
  async function close(player: string, { server, transfer, transfers }: PlayerRecord): Promise<boolean> {
    const isTakenBack =
      transfer !== null && (await store.abortTransfer({ player, to: transfer.to, transfer: transfers }));
    if (isTakenBack) notify(player, 'rollback');
    if (isTakenBack || transfer === null) await reach(server)?.thawed(player);
    return isTakenBack;
  }

  /** Notifies a player once for each period in which the player's server is silent. */
  function watchOver(player: string, isServed: boolean): void {
    if (isServed) unserved.delete(player);
    else if (!unserved.has(player)) {
      unserved.add(player);
      notify(player, 'unavailability');
    }
  }

  async function lookAfter(player: string, record: PlayerRecord, { leases }: AuthorityTables): Promise<void> {
    const { server, transfer } = record;
    watchOver(player, !isSilent(leases[server]));
    const isTroubled = isSilent(leases[server]) || (transfer !== null && isSilent(leases[transfer.to]));
    const isOverdue = policies.watchdog && transfer !== null && transfer.endsAtMs <= clock.nowMs();
    if (isOverdue || (policies.reassign && isTroubled)) await close(player, record);
    if (!policies.reassign || !isGone(leases[server])) return;
    const to = leastLoaded(await store.read());
    if (to !== null) await grant(player, to);
  }

  /** The server with the fewest players, of those that answer; the first of several. */
  function leastLoaded({ leases, players }: AuthorityTables): string | null {
    const loads = Object.keys(leases)
      .filter((name) => reach(name) !== null)
      .map((name) => ({ name, load: Object.values(players).filter(({ server }) => server === name).length }));
    return loads.toSorted((a, b) => a.load - b.load)[0]?.name ?? null;
  }

  return {
    async renew(server) {
      const untilMs = clock.nowMs() + serverLeaseMs;
      await store.renewLease(server, untilMs);
      return untilMs;
    },
    async reconcile(server, tokens) {
      const { players } = await store.read();
      for (const [player, record] of Object.entries(players))
        if (record.server === server && tokens[player] !== record.token) await grant(player, server);
    },
    async requestTransfer({ from, player, to }) {
      const { leases } = await store.read();
      if (to === from || leases[to] === undefined) return { type: 'noSuchTarget' };
      if (isSilent(leases[to])) return { type: 'targetUnavailable' };
      const nowMs = clock.nowMs();
      return store.openTransfer({ player, to, nowMs, endsAtMs: nowMs + watchdogMs, admission });
    },
    async confirmTransfer({ player, to, transfer }) {
      const given = members.names.length === 0 ? null : await tokenFor({ player, to, transfer });
      const token = await store.confirmTransfer({ player, to, transfer }, given);
      if (token !== null) return { type: 'granted', token };
      const { players } = await store.read();
      const record = players[player];
      const isDone = record?.server === to && record.transfers === transfer;
      return isDone ? { type: 'alreadyConfirmed', token: record.token } : { type: 'notOpen' };
    },
    async abortTransfer({ player, from, to, transfer }) {
      if (!policies.rollback || !(await store.abortTransfer({ player, to, transfer }))) return;
      notify(player, 'stateError');
      await reach(from)?.thawed(player);
    },
    async rollBackTransfer(player) {
      const record = (await store.read()).players[player];
      if (record !== undefined) await close(player, record);
    },
    readRecord: async (player) => (await store.read()).players[player] ?? null,
    async welcome(server) {
      const { players } = await store.read();
      for (const [player, record] of Object.entries(players).filter(([, one]) => one.server === server)) {
        await close(player, record);
        await grant(player, server);
      }
    },
    async forceRollBack(player, reason) {
      const record = (await store.read()).players[player];
      const order = { atMs: clock.nowMs(), player, reason };
      if (record === undefined) return { ...order, outcome: 'noSuchPlayer' };
      if (reason.trim() === '') return { ...order, outcome: 'noReason' };
      return { ...order, outcome: (await close(player, record)) ? 'rolledBack' : 'noTransferUnderWay' };
    },
    async sweep() {
      const tables = await store.read();
      for (const [player, record] of Object.entries(tables.players)) await lookAfter(player, record, tables);
      if (!policies.reassign) return;
      for (const [item, { owner }] of Object.entries(tables.items)) {
        const to = isGone(tables.leases[owner]) ? leastLoaded(await store.read()) : null;
        if (to !== null) await store.moveItem(item, to);
      }
    },
  };
}
