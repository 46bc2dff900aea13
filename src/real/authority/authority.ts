import type {
  AuthorityCommand,
  AuthorityLimits,
  AuthorityOutcome,
  AuthorityPolicies,
  AuthorityView,
  Message,
} from '../../alphabets/authority.ts';
import type { System } from '../../kernel/model.ts';
import type { ManualClock } from '../clock.ts';
import { createManualClock } from '../clock.ts';
import { openInMemory } from '../database/sqlite.ts';
import { createInProcessNetwork } from '../network/in-process.ts';
import { createCoordinator } from './coordinator.ts';
import type { StartHosting } from './hosting.ts';
import { inThisProcess } from './hosting.ts';
import { gather } from './members.ts';
import type { ForcedRollback, Notice } from './notices.ts';
import type { CoordinatorStore, Node } from './ports.ts';
import { serverLeaseMs } from './rules.ts';
import { memberSchema, openSqliteMember } from './sqlite/member.ts';

/** Authority, with the notices to players and the orders of operators. */
export interface RealAuthority extends System<AuthorityCommand, AuthorityOutcome, AuthorityView> {
  readonly notified: readonly Notice[];
  forceRollBack(player: string, reason: string): Promise<ForcedRollback>;
  readonly forced: readonly ForcedRollback[];
}

/** The actors and the limits. At the start the first server has all players, and the last server has the items. */
export interface AuthorityWorld {
  readonly servers: readonly string[];
  readonly players: readonly string[];
  readonly items: readonly string[];
  /** The members of the coordinator; empty: the coordinator is a single process. */
  readonly members: readonly string[];
  readonly limits: AuthorityLimits;
}

/** A server. `node` is `null` while the server is down. */
interface Place {
  node: Node | null;
  isCut: boolean;
}

/** Starts a coordinator on a store, and servers on a network that the commands control. */
export async function startAuthority(
  store: CoordinatorStore,
  policies: AuthorityPolicies,
  { servers, players, items, members: memberNames, limits }: AuthorityWorld,
  clock: ManualClock = createManualClock(),
  startHosting: StartHosting = inThisProcess,
): Promise<RealAuthority> {
  const network = createInProcessNetwork<Message>(limits.messages);
  const places = new Map<string, Place>();
  const reach = (name: string): Node | null => {
    const place = places.get(name);
    return place === undefined || place.isCut ? null : place.node;
  };
  const notified: Notice[] = [];
  const forced: ForcedRollback[] = [];
  const notifyPlayer = (notice: Notice): void => void notified.push(notice);
  const stores = memberNames.map((name) => [name, openSqliteMember(openInMemory(memberSchema), players)] as const);
  const members = gather(new Map(stores), { needsMajority: policies.quorum });
  const coordinator = createCoordinator({ policies, limits, clock, store, members, reach, notifyPlayer });

  const surroundings = { policies, mostRetries: limits.retries, clock, coordinator, items: store };
  const hosting = await startHosting({ ...surroundings, servers, network }).catch(async (error: unknown) => {
    members.close();
    await store.close();
    throw error;
  });

  async function start(name: string): Promise<Node> {
    return hosting.start(name, clock.nowMs() + serverLeaseMs);
  }

  async function begin(): Promise<void> {
    for (const name of servers) await store.addServer(name, clock.nowMs() + serverLeaseMs);
    // Waits for every start, failed or not, before an error is thrown, so that `close` ends every started server.
    const started = await Promise.allSettled(servers.map(async (name) => ({ name, node: await start(name) })));
    for (const one of started) {
      if (one.status === 'rejected') throw one.reason;
      places.set(one.value.name, { node: one.value.node, isCut: false });
    }
    for (const player of players) {
      await store.addPlayer(player, servers[0] ?? '');
      await reach(servers[0] ?? '')?.granted(player, { token: 1, version: 0, isDamaged: false });
    }
    for (const item of items) await store.addItem(item, servers.at(-1) ?? '');
  }

  async function close(): Promise<void> {
    try {
      await hosting.close();
    } finally {
      members.close();
      await store.close();
    }
  }

  async function arrive(message: Message): Promise<AuthorityOutcome> {
    if (message.type === 'save') return store.save(message, { isOn: policies.fencing });
    const node = places.get(message.to)?.node ?? null;
    return node === null ? { type: 'serverDown' } : node.receive(message);
  }

  async function onNetwork(command: Extract<AuthorityCommand, { message: Message }>): Promise<AuthorityOutcome> {
    if (!network.carries(command.message)) return { type: 'notInFlight' };
    if (command.type === 'drop' || command.fault !== 'duplicated') network.take(command.message);
    if (command.type === 'drop') return { type: 'dropped' };
    const { message, fault } = command;
    if (fault !== 'replyLost' || message.type === 'save') return arrive(message);
    return hosting.losingReplies(message.to, () => arrive(message));
  }

  async function restart(name: string, place: Place): Promise<AuthorityOutcome> {
    if (place.node !== null) return { type: 'alreadyUp' };
    if (!members.canGrant()) return { type: 'unreachable' };
    place.node = await start(name);
    await coordinator.renew(name);
    await coordinator.welcome(name);
    await coordinator.sweep();
    return { type: 'restarted' };
  }

  async function heal(name: string, place: Place, node: Node): Promise<AuthorityOutcome> {
    if (!place.isCut) return { type: 'notCut' };
    place.isCut = false;
    await hosting.heal(name);
    await node.reconnect();
    await coordinator.sweep();
    return { type: 'healed' };
  }

  async function part(name: string): Promise<AuthorityOutcome> {
    if (!memberNames.includes(name)) return { type: 'noSuchMember' };
    if (!members.isReachable(name)) return { type: 'alreadyParted' };
    members.setReachable(name, false);
    return { type: 'parted' };
  }

  async function join(name: string): Promise<AuthorityOutcome> {
    if (!memberNames.includes(name)) return { type: 'noSuchMember' };
    if (members.isReachable(name)) return { type: 'notParted' };
    members.setReachable(name, true);
    await coordinator.sweep();
    return { type: 'joined' };
  }

  async function perform(command: AuthorityCommand): Promise<AuthorityOutcome> {
    if (command.type === 'deliver' || command.type === 'drop') return onNetwork(command);
    if (command.type === 'part') return part(command.member);
    if (command.type === 'join') return join(command.member);
    if (command.type === 'tick') {
      if (command.byMs <= 0) return { type: 'notForward' };
      clock.advance(command.byMs);
      for (const { node } of places.values()) await node?.tick();
      await coordinator.sweep();
      return { type: 'ticked' };
    }
    const place = places.get(command.server);
    if (place === undefined) return { type: 'noSuchServer' };
    if (command.type === 'restart') return restart(command.server, place);
    const { node } = place;
    if (node === null) return { type: 'serverDown' };
    switch (command.type) {
      case 'crash':
        await hosting.kill(command.server);
        Object.assign(place, { node: null, isCut: false });
        return { type: 'crashed' };
      case 'cut':
        if (place.isCut) return { type: 'alreadyCut' };
        place.isCut = true;
        await hosting.cut(command.server);
        return { type: 'cut' };
      case 'heal':
        return heal(command.server, place, node);
      default: {
        const isUnheard = command.type === 'request' && command.fault === 'replyLost';
        const work = (): Promise<AuthorityOutcome> => node.perform(command);
        return isUnheard ? hosting.losingReplies(command.server, work) : work();
      }
    }
  }

  try {
    await begin();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    perform,
    async view() {
      const { leases, ...tables } = await store.read();
      const serverViews: [string, unknown][] = [];
      for (const [name, { node, isCut }] of places) {
        const holds = (await node?.holds()) ?? {};
        const hidden = (await node?.hidden()) ?? [];
        serverViews.push([name, { isUp: node !== null, isCut, leaseUntilMs: leases[name], holds, hidden }]);
      }
      return {
        nowMs: clock.nowMs(),
        servers: Object.fromEntries(serverViews) as AuthorityView['servers'],
        ...tables,
        members: members.view(),
        messages: network.inFlight,
        limits,
      };
    },
    close,
    notified,
    forced,
    async forceRollBack(player, reason) {
      const order = await coordinator.forceRollBack(player, reason);
      forced.push(order);
      return order;
    },
  };
}
