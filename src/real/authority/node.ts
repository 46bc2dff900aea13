import type {
  AuthorityOutcome,
  AuthorityPolicies,
  ConfirmedMessage,
  HandOverMessage,
  HeldPlayer,
} from '../../alphabets/authority.ts';
import type { Clock } from '../clock.ts';
import type { NodeCommand } from './commands.ts';
import type { Coordinator, Items, Node, Transport } from './ports.ts';
import { Unreachable } from './ports.ts';
import { transferBackoffMs, timeoutMs } from './rules.ts';

/** The parameters of a server. */
export interface NodeSurroundings {
  readonly name: string;
  readonly policies: AuthorityPolicies;
  readonly mostRetries: number;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly coordinator: Coordinator;
  readonly items: Items;
}

/** Starts a server with no players. */
export function startNode(
  { name, policies, mostRetries, clock, transport, coordinator, items }: NodeSurroundings,
  leaseFromStartMs: number,
): Node {
  const holds = new Map<string, HeldPlayer>();
  const hidden = new Set<string>();
  let leaseUntilMs = leaseFromStartMs;

  const mayTryAgain = (retries: number): boolean => policies.retryWithBackoff && retries < mostRetries;
  const nextAtMs = (retries: number): number =>
    clock.nowMs() + timeoutMs + (mayTryAgain(retries) ? transferBackoffMs(retries) : 0);

  /** A player that may act on this server, or the reason of the refusal. */
  function active(player: string): HeldPlayer | AuthorityOutcome {
    const held = holds.get(player);
    if (held === undefined) return { type: 'notHeld' };
    if (held.handOver !== null) return { type: 'frozen' };
    return policies.lease && leaseUntilMs <= clock.nowMs() ? { type: 'leaseOver' } : held;
  }

  async function request({ player, to, fault }: Extract<NodeCommand, { type: 'request' }>): Promise<AuthorityOutcome> {
    const held = active(player);
    if ('type' in held) return held;
    const reply = await orUnreachable(coordinator.requestTransfer({ from: name, player, to }));
    if (reply.type !== 'opened') return reply;
    const handOver = { to, transfer: reply.transfer, retries: 0, nextAtMs: nextAtMs(0) };
    holds.set(player, { ...held, handOver });
    sendOver(player, { ...held, isDamaged: held.isDamaged || fault === 'damaged' }, handOver);
    return { type: 'requested' };
  }

  function sendOver(
    player: string,
    { token, version, isDamaged }: HeldPlayer,
    { to, transfer }: { to: string; transfer: number },
  ): void {
    transport.send({ type: 'handOver', player, from: name, to, token, transfer, version, isDamaged });
  }

  function save(player: string): AuthorityOutcome {
    const held = active(player);
    if ('type' in held) return held;
    const { token, isDamaged } = held;
    const version = held.version + 1;
    holds.set(player, { ...held, version });
    transport.send({ type: 'save', player, token, version, isDamaged });
    return { type: 'sent' };
  }

  async function pickUp({ player, item }: Extract<NodeCommand, { type: 'pickUp' }>): Promise<AuthorityOutcome> {
    const held = active(player);
    if ('type' in held) return held;
    const owner = await items.readOwner(item);
    if (owner === null) return { type: 'noSuchItem' };
    if (owner === name) return items.take(item, player);
    if (!policies.singleSource) return items.takeReplica(item, player);
    if (hidden.has(item)) return { type: 'notShown' };
    // The replica is hidden before the owner confirms, so that the player does not wait.
    hidden.add(item);
    transport.send({ type: 'pickUp', item, player, to: owner });
    return { type: 'forwarded' };
  }

  async function takeOver(message: HandOverMessage): Promise<AuthorityOutcome> {
    const { player, from, token, version, isDamaged } = message;
    if (policies.checksum && isDamaged)
      return orUnreachable(coordinator.abortTransfer(message).then(() => ({ type: 'damaged' })));
    return inTurn(async () => {
      const reply = await orUnreachable(coordinator.confirmTransfer(message));
      if (reply.type !== 'granted' && reply.type !== 'alreadyConfirmed') return reply;
      const isNewCoverage =
        reply.type === 'granted' || (policies.reconcile && holds.get(player)?.token !== reply.token);
      if (isNewCoverage) holds.set(player, { token: reply.token, version, isDamaged, handOver: null });
      transport.send({ type: 'confirmed', player, to: from, token });
      return reply.type === 'granted' ? reply : { type: 'alreadyConfirmed' };
    });
  }

  function release({ player, token }: ConfirmedMessage): AuthorityOutcome {
    if (holds.get(player)?.token !== token) return { type: 'nothingToRelease' };
    holds.delete(player);
    return { type: 'released' };
  }

  /** A transfer was not confirmed in time. */
  async function tryAgain(player: string, held: HeldPlayer): Promise<void> {
    const { handOver } = held;
    if (handOver === null) return;
    const record = await orNull(coordinator.readRecord(player));
    if (record !== null && record.token !== held.token) {
      holds.delete(player);
    } else if (mayTryAgain(handOver.retries)) {
      const retries = handOver.retries + 1;
      holds.set(player, { ...held, handOver: { ...handOver, retries, nextAtMs: nextAtMs(retries) } });
      sendOver(player, held, handOver);
    } else if (record !== null && policies.rollback) {
      // If the request does not get through, the roll-back is due again with the next heartbeat.
      await orNull(coordinator.rollBackTransfer(player));
    } else {
      holds.set(player, { ...held, handOver: { ...handOver, nextAtMs: null } });
    }
  }

  /** Renews the lease, and reports the server's players. */
  async function heartbeat(): Promise<void> {
    const untilMs = await orNull(coordinator.renew(name));
    if (untilMs === null) return;
    leaseUntilMs = untilMs;
    if (policies.reconcile) await inTurn(() => orNull(coordinator.reconcile(name, tokensOf(holds))));
  }

  /** A player that is being confirmed is not missing, so confirmations and reconciliations exclude each other. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  return {
    async perform(command) {
      switch (command.type) {
        case 'request':
          return request(command);
        case 'save':
          return save(command.player);
        case 'pickUp':
          return pickUp(command);
      }
    },
    async receive(message) {
      switch (message.type) {
        case 'handOver':
          return takeOver(message);
        case 'confirmed':
          return release(message);
        case 'pickUp': {
          const owner = await items.readOwner(message.item);
          return owner === name ? items.take(message.item, message.player) : { type: 'notOwner' };
        }
      }
    },
    async tick() {
      await heartbeat();
      if (policies.refresh) hidden.clear();
      // By name: the order in which players arrived must not decide which message still has room in the network.
      for (const [player, held] of [...holds].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        const dueMs = held.handOver?.nextAtMs ?? null;
        if (dueMs !== null && dueMs <= clock.nowMs()) await tryAgain(player, held);
      }
    },
    async reconnect() {
      await heartbeat();
      for (const [player, held] of holds) {
        const record = await orNull(coordinator.readRecord(player));
        // Cut off again: the server keeps its players until its lease is over.
        if (record === null) return;
        if (record.token !== held.token) holds.delete(player);
        else if (record.transfer === null) holds.set(player, { ...held, handOver: null });
      }
    },
    granted: async (player, grant) => void holds.set(player, { ...grant, handOver: null }),
    async thawed(player) {
      const held = holds.get(player);
      if (held !== undefined) holds.set(player, { ...held, handOver: null });
    },
    holds: async () => Object.fromEntries(holds),
    hidden: async () => [...hidden].toSorted(),
  };
}

function tokensOf(holds: ReadonlyMap<string, HeldPlayer>): Record<string, number> {
  return Object.fromEntries([...holds].map(([player, { token }]) => [player, token]));
}

/** Turns `Unreachable` into an outcome. */
async function orUnreachable<Reply>(call: Promise<Reply>): Promise<Reply | { type: 'unreachable' }> {
  return (await orNull(call)) ?? { type: 'unreachable' };
}

async function orNull<Reply>(call: Promise<Reply>): Promise<Reply | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}
