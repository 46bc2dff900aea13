import type { System } from '../../kernel/model.ts';
import type { ManualClock } from '../clock.ts';
import { createManualClock } from '../clock.ts';
import { createInProcessNetwork } from '../network/in-process.ts';
import type { AuthorityPolicies, Command, Message, Outcome } from './commands.ts';
import { createCoordinator } from './coordinator.ts';
import { startNode } from './node.ts';
import type { Coordinator, CoordinatorStore, Node } from './ports.ts';
import { Unreachable } from './ports.ts';
import { leaseMs } from './rules.ts';
import type { AuthorityView, Limits } from './view.ts';

export type RealAuthority = System<Command, Outcome, AuthorityView>;

/** Who is there, and within which limits. The first server has all players, the last one the items. */
export interface World {
  readonly servers: readonly string[];
  readonly players: readonly string[];
  readonly items: readonly string[];
  readonly limits: Limits;
}

/** Where a server runs, and runs again after a crash. */
interface Place {
  node: Node | null;
  isCut: boolean;
}

/** Starts a coordinator on a store that holds its tables, and servers on a network that the commands control. */
export async function startAuthority(
  store: CoordinatorStore,
  policies: AuthorityPolicies,
  { servers, players, items, limits }: World,
  clock: ManualClock = createManualClock(),
): Promise<RealAuthority> {
  const network = createInProcessNetwork<Message>(limits.messages);
  const places = new Map<string, Place>();
  const reach = (name: string): Node | null => {
    const place = places.get(name);
    return place === undefined || place.isCut ? null : place.node;
  };
  const coordinator = createCoordinator({ policies, mostActive: limits.active, clock, store, reach });

  function start(name: string): Node {
    return startNode(
      {
        name,
        policies,
        mostRetries: limits.retries,
        clock,
        transport: network,
        coordinator: overLink(coordinator, () => places.get(name)?.isCut === false),
        items: store,
      },
      clock.nowMs() + leaseMs,
    );
  }

  for (const name of servers) {
    await store.addServer(name, clock.nowMs() + leaseMs);
    places.set(name, { node: start(name), isCut: false });
  }
  for (const player of players) {
    await store.addPlayer(player, servers[0] ?? '');
    reach(servers[0] ?? '')?.granted(player, { token: 1, version: 0, isDamaged: false });
  }
  for (const item of items) await store.addItem(item, servers.at(-1) ?? '');

  async function arrive(message: Message): Promise<Outcome> {
    if (message.type === 'save') return store.save(message, { isOn: policies.fencing });
    const node = places.get(message.to)?.node ?? null;
    return node === null ? { type: 'serverDown' } : node.receive(message);
  }

  async function onNetwork(command: Extract<Command, { message: Message }>): Promise<Outcome> {
    if (!network.carries(command.message)) return { type: 'notInFlight' };
    if (command.type === 'drop' || command.fault === undefined) network.take(command.message);
    return command.type === 'drop' ? { type: 'dropped' } : arrive(command.message);
  }

  async function restart(name: string, place: Place): Promise<Outcome> {
    if (place.node !== null) return { type: 'alreadyUp' };
    place.node = start(name);
    await coordinator.renew(name);
    await coordinator.welcome(name);
    await coordinator.sweep();
    return { type: 'restarted' };
  }

  async function heal(place: Place, node: Node): Promise<Outcome> {
    if (!place.isCut) return { type: 'notCut' };
    place.isCut = false;
    await node.reconnect();
    await coordinator.sweep();
    return { type: 'healed' };
  }

  async function perform(command: Command): Promise<Outcome> {
    if (command.type === 'deliver' || command.type === 'drop') return onNetwork(command);
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
        Object.assign(place, { node: null, isCut: false });
        return { type: 'crashed' };
      case 'cut':
        if (place.isCut) return { type: 'alreadyCut' };
        place.isCut = true;
        return { type: 'cut' };
      case 'heal':
        return heal(place, node);
      default:
        return node.perform(command);
    }
  }

  return {
    perform,
    async view() {
      const { leases, ...tables } = await store.read();
      const serverViews = [...places].map(([name, { node, isCut }]) => [
        name,
        { isUp: node !== null, isCut, leaseUntilMs: leases[name], holds: node?.holds ?? {} },
      ]);
      return {
        nowMs: clock.nowMs(),
        servers: Object.fromEntries(serverViews) as AuthorityView['servers'],
        ...tables,
        messages: network.inFlight,
        limits,
      };
    },
    close: () => store.close(),
  };
}

/** The coordinator as a server has it: over a link that may be down. */
function overLink(coordinator: Coordinator, isOpen: () => boolean): Coordinator {
  const through = <Reply>(call: () => Promise<Reply>): Promise<Reply> =>
    isOpen() ? call() : Promise.reject(new Unreachable('the coordinator does not answer'));
  return {
    renew: (server) => through(() => coordinator.renew(server)),
    requestTransfer: (wish) => through(() => coordinator.requestTransfer(wish)),
    confirmTransfer: (message) => through(() => coordinator.confirmTransfer(message)),
    abortTransfer: (message) => through(() => coordinator.abortTransfer(message)),
    rollBackTransfer: (player) => through(() => coordinator.rollBackTransfer(player)),
    standingOf: (player) => through(() => coordinator.standingOf(player)),
  };
}
