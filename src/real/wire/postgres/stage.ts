import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { EnvironmentError } from '../../../kernel/environment-error.ts';
import type { Stage, StageMove, StagedStep } from '../../../kernel/stage.ts';
import { closeIdleAt } from '../../database/postgres-schemas.ts';
import { connectPostgres } from '../../database/postgres.ts';
import type { StagedConnection } from './connection.ts';
import { stagedConnection } from './connection.ts';
import { cameToRest, watchTraffic } from './quiet.ts';

/** After so much silence an actor in another process waits for another one, in milliseconds. */
const silenceMs = 300;

/** So long may it take an actor to connect: its process may have to start. */
const startMs = 5_000;

/** How long the server may take to answer a statement that does not wait for a lock, in milliseconds. */
const patienceMs = 10_000;

/**
 * A stage in front of the Postgres server at this address: each actor has a port of its own, and statements that come by it
 * are held there. The role needs to be a superuser, so that the server says at once which session waits for a lock. Throws
 * `EnvironmentError`.
 */
export async function openPostgresStage(url: string): Promise<Stage> {
  const { host, port, user = '', password = '', database = '' } = new Client({ connectionString: url });
  const control = await connectPostgres(url);
  const role = await control.get<{ isSuperuser: boolean }>(
    `SELECT current_setting('is_superuser') = 'on' AS "isSuperuser"`,
  );
  if (role?.isSuperuser !== true) {
    await control.close();
    throw new EnvironmentError(
      'a race on Postgres needs a role that is a superuser, which may ask the server to tell of waits for locks: name one in DATABASE_URL, or leave DATABASE_URL out',
    );
  }
  const servers = new Map<string, { readonly server: Server; readonly port: number }>();
  const connections = new Set<StagedConnection>();
  const calls = new Map<string, { isSettled: boolean }>();
  /** The connections that wait for a lock, and the connections that hold it. */
  const waiting = new Map<StagedConnection, readonly StagedConnection[]>();
  let isHolding = false;
  let activity = 0;
  let faults: string[] = [];
  let wake: () => void = () => undefined;
  const traffic = watchTraffic((one) => [...servers.values()].some((own) => own.port === one));

  function stir(): void {
    activity += 1;
    wake();
  }

  async function admit(actor: string): Promise<void> {
    if (servers.has(actor)) return;
    const server = createServer((client) => accept(actor, client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.unref();
    servers.set(actor, { server, port: (server.address() as AddressInfo).port });
  }

  function accept(actor: string, client: Socket): void {
    traffic.accept(client);
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    const connection = stagedConnection(
      { actor, client, server: upstream },
      {
        holds: () => isHolding,
        onActivity: stir,
        onAnswer: stir,
        onRefusal: (line) => faults.push(line),
        onWait(one) {
          waiting.set(one, []);
          stir();
        },
      },
    );
    connections.add(connection);
    client.once('close', () => connections.delete(connection));
  }

  function connectionsOf(actor: string): StagedConnection[] {
    return [...connections].filter((one) => one.actor === actor && !one.isClosed);
  }

  function nextOf(actor: string): { readonly connection: StagedConnection; readonly move: StageMove } | null {
    for (const connection of connectionsOf(actor)) {
      const next = connection.next();
      if (next !== null) return { connection, move: { actor, ...next } };
    }
    return null;
  }

  const isSettled = (actor: string): boolean => calls.get(actor)?.isSettled ?? true;

  /** How long an actor that has not come to rest is waited for, in milliseconds, where nothing happens. */
  function silenceOf(actor: string): number {
    const sockets = connectionsOf(actor).map(({ client }) => client);
    if (sockets.some(traffic.isOfThisProcess)) return 0;
    return sockets.length === 0 ? startMs : silenceMs;
  }

  async function rest(actor: string): Promise<void> {
    await cameToRest({
      hasCome: () => isSettled(actor) || nextOf(actor) !== null,
      // What passes is under way at the server, and its answer comes.
      isBusy: () =>
        traffic.isUnderWay() ||
        connectionsOf(actor).some((one) => one.isStarting || (one.isUnderWay() && !waiting.has(one))),
      activity: () => activity,
      silenceMs: () => silenceOf(actor),
    });
  }

  /** Waits until each statement is answered, or waits for a lock of an actor. */
  async function settle(): Promise<void> {
    const limit = performance.now() + patienceMs;
    const timer = setTimeout(stir, patienceMs);
    try {
      while (performance.now() < limit) {
        const before = activity;
        const underWay = [...connections].filter((one) => one.isUnderWay());
        for (const one of waiting.keys()) if (!one.isUnderWay()) waiting.delete(one);
        if (underWay.length === 0) return;
        // A session that waits no more answers soon, or says that it waits again.
        if (underWay.every((one) => waiting.has(one)) && !(await findBlockers()) && activity === before) return;
        if (activity === before) await new Promise<void>((resolve) => (wake = resolve));
      }
      faults.push(`the server gave no answer within ${patienceMs / 1000} s`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks the server who waits for whom. Returns whether a connection does not wait any more. */
  async function findBlockers(): Promise<boolean> {
    const blocked = [...waiting.keys()];
    const rows = await control.all<{ pid: number; blockers: number[] }>(
      'SELECT pid, pg_blocking_pids(pid) AS blockers FROM unnest(:pids::int[]) AS pid',
      { pids: blocked.map(({ processId }) => String(processId)) },
    );
    let isFree = false;
    for (const { pid, blockers } of rows) {
      const one = blocked.find(({ processId }) => processId === pid);
      if (one === undefined) continue;
      const by = [...connections].filter(({ processId }) => blockers.includes(processId));
      if (by.length > 0) waiting.set(one, by);
      else isFree = waiting.delete(one) || isFree;
    }
    return isFree;
  }

  function addressOf(ownPort: number): string {
    // The driver has `null` where there is none.
    const who = [user, password ?? ''].map(encodeURIComponent).join(':');
    return `postgresql://${who}@127.0.0.1:${ownPort}/${encodeURIComponent(database)}`;
  }

  return {
    address(actor) {
      const server = servers.get(actor);
      return server === undefined ? url : addressOf(server.port);
    },
    async admit(actors) {
      for (const actor of actors) await admit(actor);
    },
    hold() {
      isHolding = true;
      faults = [];
      calls.clear();
      waiting.clear();
    },
    async letPass() {
      isHolding = false;
      const limit = Date.now() + patienceMs;
      while ([...calls.values()].some((call) => !call.isSettled) && Date.now() < limit) {
        for (const one of connections) {
          if (one.next() !== null) one.release();
          one.deliver();
        }
        await pause(1);
      }
    },
    async begin(actor, call) {
      const own = { isSettled: false };
      calls.set(actor, own);
      const settled = (): void => {
        own.isSettled = true;
        stir();
      };
      call().then(settled, settled);
      await rest(actor);
    },
    moves() {
      return [...servers.keys()].flatMap((actor) => {
        const next = nextOf(actor);
        return next === null ? [] : [next.move];
      });
    },
    async release(actor): Promise<StagedStep> {
      const next = nextOf(actor);
      if (next === null) throw new RangeError(`${actor} has no move`);
      const before = [...waiting.keys()];
      next.connection.release();
      await settle();
      const woken: string[] = [];
      for (const one of before.filter((waiter) => !waiter.isUnderWay())) woken.push(one.actor);
      const answer = next.connection.isUnderWay() ? null : next.connection.lastAnswer();
      next.connection.deliver();
      await rest(actor);
      for (const one of before.filter((waiter) => !waiter.isUnderWay())) {
        one.deliver();
        await rest(one.actor);
      }
      return { ...next.move, answer, woken };
    },
    waits: () => [...waiting].map(([{ actor }, by]) => ({ actor, for: [...new Set(by.map((one) => one.actor))] })),
    faults: () => faults,
    async close() {
      for (const { port: ownPort } of servers.values()) await closeIdleAt(addressOf(ownPort));
      traffic.close();
      for (const { server } of servers.values()) server.close();
      await control.close();
    },
  };
}
