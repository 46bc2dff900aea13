import type { BookingCommand, BookingOutcome, BookingPolicies, BookingView, Call } from '../../alphabets/booking.ts';
import type { System } from '../../kernel/model.ts';
import type { ManualClock } from '../clock.ts';
import { createManualClock } from '../clock.ts';
import type { SystemFailpoints } from '../failpoints.ts';
import { Crash, createFailpoints } from '../failpoints.ts';
import type { BookingClient, Notebook, RunningClient, StartClient } from './client.ts';
import { startBookingClient } from './client.ts';
import type { ClientAction } from './commands.ts';
import { underFault } from './faults.ts';
import type { BookingStore, BookingSurroundings } from './ports.ts';
import { createUseCase } from './use-case.ts';

/** A booking system with its clients, its sweeper and its clock. Commands of different actors may overlap. */
export interface RealBooking extends System<BookingCommand, BookingOutcome, BookingView> {
  readonly failpoints: SystemFailpoints;
}

/** Clients, and the resources that they book. */
export interface BookingWorld {
  readonly clients: readonly string[];
  readonly resources: readonly string[];
  /** The capacity of each resource. */
  readonly units: number;
  /** Where booking does not begin at the start, but with a store that has rows. */
  readonly memory?: BookingMemory;
}

/** What booking keeps outside its store: no more than its view shows. */
export type BookingMemory = Pick<BookingView, 'nowMs' | 'clients'>;

/** Where booking can begin. */
export interface BookingCheckpoint {
  /** As the database takes them down. */
  readonly rows: unknown;
  readonly memory: BookingMemory;
}

/** A client with its notebook, which survives crashes. `running` is `null` while the client is down. */
interface Place {
  readonly notebook: Notebook;
  running: RunningClient | null;
}

/** Starts booking and its clients on a store, with a clock that `tick` moves. */
export async function startBooking(
  openStore: (surroundings: BookingSurroundings) => BookingStore | Promise<BookingStore>,
  policies: BookingPolicies,
  { clients: clientNames, resources, units, memory }: BookingWorld,
  clock: ManualClock = createManualClock(memory?.nowMs),
  begin?: StartClient,
): Promise<RealBooking> {
  const failpoints = createFailpoints();
  const store = await openStore({ policies, clock, failpoints });
  if (memory === undefined) for (const name of resources) await store.addResource(name, units);
  const clients = new Map<string, Place>();
  for (const name of clientNames) {
    const { isUp = true, request = null, call = null } = memory?.clients[name] ?? {};
    const notebook: Notebook = { request };
    clients.set(name, { notebook, running: isUp ? await start(name, notebook, call) : null });
  }

  /** Starts a client over its own connection. */
  async function start(name: string, notebook: Notebook, call: Call | null = null): Promise<RunningClient> {
    if (begin !== undefined) return begin(name, notebook);
    const repository = await store.connect(name);
    return {
      client: startBookingClient(name, notebook, createUseCase(repository, policies), call),
      hangUp: repository.close,
    };
  }

  async function crash(place: Place): Promise<BookingOutcome> {
    const { running } = place;
    place.running = null;
    await running?.hangUp();
    return { type: 'crashed' };
  }

  async function act(client: BookingClient, command: ClientAction): Promise<BookingOutcome> {
    return underFault(failpoints.for(command.client), command, () => client.perform(command));
  }

  async function perform(command: BookingCommand): Promise<BookingOutcome> {
    if (command.type === 'tick') {
      if (command.byMs <= 0) return { type: 'notForward' };
      clock.advance(command.byMs);
      return { type: 'ticked' };
    }
    // The sweeper has no memory that a crash could erase.
    if (command.type === 'expireHold')
      return orCrashed(
        () => store.expireHold(command.booking),
        async () => ({ type: 'crashed' }),
      );
    const place = clients.get(command.client);
    if (place === undefined) return { type: 'noSuchClient' };
    const { running, notebook } = place;
    if (command.type === 'restart') {
      if (running !== null) return { type: 'alreadyUp' };
      place.running = await start(command.client, notebook);
      return { type: 'restarted' };
    }
    if (running === null) return { type: 'clientDown' };
    if (command.type === 'crash') return crash(place);
    return orCrashed(
      () => act(running.client, command),
      () => crash(place),
    );
  }

  /** Ends the connection of a client that is up. */
  async function cut(name: string): Promise<boolean> {
    return (clients.get(name)?.running ?? null) !== null && (await store.cut?.(name)) === true;
  }

  /** Ends a client that is up, as its process would end: no code of it goes on, and it notes nothing more. */
  async function kill(name: string): Promise<boolean> {
    const place = clients.get(name);
    if (place === undefined || place.running === null) return false;
    const { running, notebook } = place;
    clients.set(name, { notebook: { ...notebook }, running: null });
    await store.kill?.(name);
    await running.hangUp();
    return true;
  }

  const remember = (): BookingMemory => ({
    nowMs: clock.nowMs(),
    clients: Object.fromEntries(
      [...clients].map(([name, { notebook, running }]) => [
        name,
        { isUp: running !== null, request: notebook.request, call: running?.client.call ?? null },
      ]),
    ),
  });

  async function takeDown(takeRows: () => Promise<unknown>): Promise<BookingCheckpoint | null> {
    const rows = await takeRows();
    return rows === null ? null : { rows, memory: remember() };
  }

  const { takeRows } = store;
  return {
    failpoints,
    ...(takeRows !== undefined && { checkpoint: () => takeDown(takeRows) }),
    ...(store.cut !== undefined && { faults: { cut, ...(store.kill !== undefined && { kill }) } }),
    perform,
    async view() {
      const tables = await store.readTables();
      const { nowMs, ...others } = remember();
      return { nowMs, ...tables, ...others };
    },
    close: async () => {
      for (const { running } of clients.values()) await running?.hangUp();
      await store.close();
    },
  };
}

/** A client or the sweeper may crash at a failpoint, with or without a fault of the command. */
async function orCrashed(
  work: () => Promise<BookingOutcome>,
  onCrash: () => Promise<BookingOutcome>,
): Promise<BookingOutcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Crash) return onCrash();
    throw error;
  }
}
