import type { Clock } from '../clock.ts';
import type { AuthorityPolicies } from './commands.ts';
import type { Coordinator, CoordinatorStore, Node } from './ports.ts';
import { heartbeatMs, leaseMs, watchdogMs } from './rules.ts';
import type { PlayerRecord, Tables } from './view.ts';

/** What the coordinator stands on. */
export interface CoordinatorSurroundings {
  readonly policies: AuthorityPolicies;
  readonly mostActive: number;
  readonly clock: Clock;
  readonly store: CoordinatorStore;
  /** The server of this name, if it answers. */
  reach(server: string): Node | null;
}

/** The single source of truth: who has authority over whom, and who gets it next. */
export interface RealCoordinator extends Coordinator {
  /** A server has started with nothing: it gets anew what is its own. */
  welcome(server: string): Promise<void>;
  /** Ends what has lasted too long, and gives to others what a server had that is gone. */
  sweep(): Promise<void>;
}

export function createCoordinator({
  policies,
  mostActive,
  clock,
  store,
  reach,
}: CoordinatorSurroundings): RealCoordinator {
  const isSilent = (leaseUntilMs: number | undefined): boolean =>
    leaseUntilMs !== undefined && leaseUntilMs - leaseMs + heartbeatMs <= clock.nowMs();
  const isGone = (leaseUntilMs = Infinity): boolean =>
    policies.lease ? leaseUntilMs <= clock.nowMs() : isSilent(leaseUntilMs);

  async function grant(player: string, to: string): Promise<void> {
    const node = reach(to);
    if (node === null) throw new Error(`${player} goes to ${to}, which does not answer`);
    await node.granted(player, await store.grant(player, to));
  }

  async function close(player: string, server: string): Promise<void> {
    await store.closeTransfer(player);
    await reach(server)?.thawed(player);
  }

  async function lookAfter(player: string, { server, transfer }: PlayerRecord, { leases }: Tables): Promise<void> {
    const isTroubled = isSilent(leases[server]) || (transfer !== null && isSilent(leases[transfer.to]));
    const isOverdue = policies.watchdog && transfer !== null && transfer.endsAtMs <= clock.nowMs();
    if (isOverdue || (policies.reassign && isTroubled)) await close(player, server);
    if (!policies.reassign || !isGone(leases[server])) return;
    const to = leastLoaded(await store.read());
    if (to !== null) await grant(player, to);
  }

  /** The server with the fewest players, of those that answer; the first of several. */
  function leastLoaded({ leases, players }: Tables): string | null {
    const loads = Object.keys(leases)
      .filter((name) => reach(name) !== null)
      .map((name) => ({ name, load: Object.values(players).filter(({ server }) => server === name).length }));
    return loads.toSorted((a, b) => a.load - b.load)[0]?.name ?? null;
  }

  return {
    async renew(server) {
      const untilMs = clock.nowMs() + leaseMs;
      await store.renewLease(server, untilMs);
      return untilMs;
    },
    async requestTransfer({ from, player, to }) {
      const { leases } = await store.read();
      if (to === from || leases[to] === undefined) return { type: 'noSuchTarget' };
      if (isSilent(leases[to])) return { type: 'targetUnavailable' };
      const endsAtMs = clock.nowMs() + watchdogMs;
      const transfer = await store.openTransfer({
        player,
        to,
        endsAtMs,
        mostActive: policies.admission ? mostActive : null,
      });
      return transfer === null ? { type: 'queueFull' } : { type: 'opened', transfer };
    },
    async confirmTransfer({ player, to, transfer }) {
      const token = await store.confirmTransfer({ player, to, transfer });
      if (token !== null) return { type: 'granted', token };
      const { players } = await store.read();
      const isDone = players[player]?.server === to && players[player].transfers === transfer;
      return { type: isDone ? 'alreadyConfirmed' : 'notOpen' };
    },
    async abortTransfer({ player, from, to, transfer }) {
      if (policies.rollback && (await store.abortTransfer({ player, to, transfer }))) await reach(from)?.thawed(player);
    },
    async rollBackTransfer(player) {
      const { players } = await store.read();
      await close(player, players[player]?.server ?? '');
    },
    standingOf: async (player) => (await store.read()).players[player] ?? null,
    async welcome(server) {
      const { players } = await store.read();
      for (const [player, record] of Object.entries(players)) if (record.server === server) await grant(player, server);
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
