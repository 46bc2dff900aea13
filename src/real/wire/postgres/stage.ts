import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigurationError } from '../../../kernel/configuration.ts';
import type { Footprint } from '../../../kernel/footprint.ts';
import { everywhere, noFootprint, together } from '../../../kernel/footprint.ts';
import type { OneStep, Stage, StagedLock, StagedStep, StageFault, StageMove } from '../../../kernel/stage.ts';
import { clientFor } from '../../database/postgres-address.ts';
import { closeIdleAt } from '../../database/postgres-schemas.ts';
import { createContexts } from '../contexts.ts';
import { cameToRest } from '../rest.ts';
import type { ClientEnd } from './client-ends.ts';
import { watchClientEnds } from './client-ends.ts';
import { stagedConnection } from './connection.ts';
import { connectControl, endSession, reportingSettings } from './control.ts';
import { watchCatalogue } from './footprints/catalogues.ts';
import { followSession } from './footprints/session.ts';
import { watchFunctionsCalled } from './functions-called.ts';
import { locksIn, withoutLock } from './locks.ts';
import type { StagedConnection } from './staged-connection.ts';
import { background } from './staged-connection.ts';
import { noTimeouts } from './timeouts.ts';
import { watchWaits } from './waits.ts';

/** After so much silence an actor in another process waits for another one, in milliseconds. */
const silenceMs = 300;

/** So long may it take an actor to connect: its process may have to start. */
const startMs = 5_000;

/** So long are files and timers of actors of this process waited for, where no byte moves, in milliseconds. */
const longestWorkMs = 2_000;

/** How long the server and the actors may take where no limit is given, in milliseconds. */
const usualPatienceMs = 10_000;

export interface StageOptions {
  /**
   * How long the server may take to answer a statement that does not wait for a lock, and an actor to come to rest after an
   * answer, in milliseconds; 10,000 if it is not given.
   */
  readonly patienceMs?: number;
}

/**
 * A stage in front of the Postgres server at this address: each actor has a port of its own, and statements that come by it
 * are held there. The server says at once which session waits for a lock where the role may ask for that, as a superuser
 * may, and is asked otherwise. Throws `EnvironmentError`.
 */
export async function openPostgresStage(
  url: string,
  { patienceMs = usualPatienceMs }: StageOptions = {},
): Promise<Stage> {
  const { connection: control, canReport, version } = await connectControl(url);
  const { host, port, user = '', password = '', database = '' } = clientFor(url, patienceMs);
  const servers = new Map<string, { readonly server: Server; readonly port: number }>();
  const connections = new Set<StagedConnection>();
  /** The ends of clients that were killed, which hear nothing. */
  const silent = new Set<ClientEnd>();
  const calls = new Map<string, { isSettled: boolean }>();
  let isHolding = false;
  let areAnswersHeld = false;
  let activity = 0;
  let faults: StageFault[] = [];
  let footprint: Footprint = everywhere;
  const functions = watchFunctionsCalled(control);
  const catalogues = watchCatalogue(control);
  let doFollow = false;
  let isCatalogueRead = false;
  const oneSteps = new Map<string, OneStep>();
  const locks = new Map<string, StagedLock>();
  let leftOut: StagedLock | null = null;
  let wake: () => void = () => undefined;
  const waits = watchWaits({
    control,
    patienceMs,
    connections: () => [...connections],
    activity: () => activity,
    stirred,
  });
  const contexts = createContexts();
  /** The actor whose move is made. */
  let moving: string | null = null;
  const shared = new Set<StagedConnection>();
  const sharedWay = await listen((client) => accept(null, client));
  const ends = watchClientEnds(
    (one) => [...servers.values(), sharedWay].some((own) => own.port === one),
    contexts.current,
  );

  function stir(): void {
    activity += 1;
    wake();
  }

  async function stirred(withinMs: number): Promise<void> {
    const timer = setTimeout(() => wake(), withinMs);
    await new Promise<void>((resolve) => (wake = resolve));
    clearTimeout(timer);
  }

  async function admit(actor: string): Promise<void> {
    if (!servers.has(actor)) servers.set(actor, await listen((client) => accept(actor, client)));
  }

  /** `actor`: whose way it is; `null`: that of all actors of this process. */
  function accept(actor: string | null, socket: Socket): void {
    const client = ends.accept(socket);
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    const connection = stagedConnection(
      { client, server: upstream },
      {
        footprints: followSession(catalogues.current, catalogues.level),
        holds: () => isHolding,
        settingsFor: (own) => ({ ...noTimeouts(version), ...(canReport && own === user && reportingSettings) }),
        holdsAnswers: () => areAnswersHeld,
        actorNow: () => actor ?? client.writer() ?? moving ?? background,
        rewrite,
        onActivity: stir,
        onAnswer: stir,
        onOneStep: (statement, because) => oneSteps.set(`${statement} ${because}`, { statement, because }),
        onFault: (line) => faults.push({ line, isOvertaking: false }),
        onWait(one) {
          waits.note(one);
          stir();
        },
      },
    );
    connections.add(connection);
    if (actor === null) shared.add(connection);
    socket.once('close', () => {
      connections.delete(connection);
      shared.delete(connection);
    });
  }

  function rewrite(statement: string): string {
    for (const lock of locksIn(statement)) locks.set(JSON.stringify(lock), lock);
    return leftOut === null ? statement : withoutLock(statement, leftOut);
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
    const own = connectionsOf(actor);
    if (own.some(({ client }) => client.isOfThisProcess())) return 0;
    if (own.length === 0 && shared.size > 0) return 0;
    return own.length === 0 ? startMs : silenceMs;
  }

  /** `isNotified`: the actor has got a notification, which its program may answer also after its call has settled. */
  async function rest(actor: string, { isNotified = false } = {}): Promise<void> {
    moving = actor;
    const hasCome = (): boolean => (isSettled(actor) && !isNotified) || nextOf(actor) !== null;
    const how = await cameToRest({
      hasCome,
      // What passes is under way at the server, and its answer comes.
      isBusy: () =>
        ends.isUnderWay() ||
        [...connectionsOf(actor), ...shared].some(
          (one) => one.isStarting || (one.isUnderWay() && !waits.isWaiting(one)),
        ),
      isWorking() {
        const { work, timer } = contexts.isPending(actor);
        return work || (timer && !hasCome());
      },
      activity: () => activity,
      silenceMs: () => silenceOf(actor),
      longestWorkMs,
      patienceMs,
    });
    moving = null;
    if (how === 'restless')
      faults.push({
        line: `${actor} has not come to rest: its statements, files or timers have no end`,
        isOvertaking: false,
      });
  }

  /** Waits until the server has done what it can. A commit may notify others, whose sessions get word before it is answered. */
  async function settle(): Promise<void> {
    const fault = await waits.settle();
    for (const one of connections) one.askForNotifications();
    const later = await waits.settle();
    for (const one of [fault, later]) if (one !== null) faults.push(one);
  }

  /** Gives those that waited before a move, and wait no more, their answers, the first to wait first. */
  async function giveAnswersTo(waited: readonly StagedConnection[]): Promise<void> {
    for (const one of waited.filter((waiter) => !waiter.isUnderWay())) {
      const waiter = one.actor;
      one.deliver();
      await rest(waiter);
    }
  }

  function waitOf(actor: string): { readonly connection: StagedConnection; readonly move: StageMove } | null {
    const connection = waits.waiters().find((one) => one.actor === actor);
    if (connection === undefined) return null;
    return { connection, move: { actor, kind: 'statement', statement: connection.lastStatement() } };
  }

  /** From now on nothing that an actor has begun is waited for. */
  function bury(actor: string): void {
    calls.delete(actor);
    for (const one of connections) {
      if (!one.isClosed || one.actor !== actor) continue;
      connections.delete(one);
      silent.add(one.client);
    }
  }

  /** The code of clients that were killed may hear of it now: their systems are closed. */
  function hangUpSilent(): void {
    for (const client of silent) client.hangUp();
    silent.clear();
  }

  async function follow(): Promise<void> {
    if (doFollow && !isCatalogueRead) await catalogues.refresh();
    isCatalogueRead = true;
  }

  /** `waited`: those that waited before the move. A move that may give a lock up may do what they do then. */
  function noteFootprint(one: StagedConnection, waited: readonly StagedConnection[]): void {
    const own = one.touched();
    const freed = waited.filter((waiter) => own.frees || !waiter.isUnderWay());
    footprint = together(own.footprint, ...freed.map((waiter) => waiter.touched().footprint));
    if (shared.has(one)) footprint = everywhere;
    // It may have changed the catalogue.
    if (footprint.isUnresolved) isCatalogueRead = false;
  }

  function addressOf(ownPort: number): string {
    // The driver has `null` where there is none.
    const who = [user, password ?? ''].map(encodeURIComponent).join(':');
    return `postgresql://${who}@127.0.0.1:${ownPort}/${encodeURIComponent(database)}`;
  }

  return {
    address(actor) {
      if (actor === undefined) return addressOf(sharedWay.port);
      const server = servers.get(actor);
      return server === undefined ? url : addressOf(server.port);
    },
    async admit(actors) {
      for (const actor of actors) await admit(actor);
    },
    hold({ answers = false, footprints = false } = {}) {
      [isHolding, areAnswersHeld, doFollow, isCatalogueRead] = [true, answers, footprints, false];
      contexts.watch();
      hangUpSilent();
      faults = [];
      calls.clear();
      waits.clear();
    },
    async letPass() {
      [isHolding, areAnswersHeld] = [false, false];
      contexts.unwatch();
      const limit = performance.now() + patienceMs;
      const isDone = (): boolean =>
        [...calls.values()].every((call) => call.isSettled) &&
        [...connections].every((one) => one.next() === null && !one.isUnderWay() && !one.isAnswered);
      for (; ; await pause(1)) {
        for (const one of connections) {
          if (one.next() !== null) one.release();
          one.deliver();
        }
        if (isDone() || performance.now() > limit) return;
      }
    },
    async begin(actor, call) {
      const own = { isSettled: false };
      calls.set(actor, own);
      const settled = (): void => {
        own.isSettled = true;
        stir();
      };
      contexts.run(actor, call).then(settled, settled);
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
      if (next.move.kind === 'statement') await functions.note(next.move.statement);
      await follow();
      footprint = next.move.kind === 'answer' ? noFootprint : everywhere;
      if (next.move.kind === 'answer') {
        const answer = next.connection.lastAnswer();
        next.connection.deliver();
        await rest(actor);
        return { ...next.move, answer, woken: [] };
      }
      const before = waits.waiters();
      next.connection.release();
      await settle();
      const woken: string[] = [];
      for (const one of before.filter((waiter) => !waiter.isUnderWay())) woken.push(one.actor);
      const isNotified = next.move.kind === 'notification';
      const lastAnswer = next.connection.isUnderWay() ? null : next.connection.lastAnswer();
      if (areAnswersHeld && !isNotified) {
        noteFootprint(next.connection, before);
        return { ...next.move, answer: lastAnswer, woken };
      }
      next.connection.deliver();
      await rest(actor, { isNotified });
      await giveAnswersTo(before);
      if (!isNotified) noteFootprint(next.connection, before);
      return { ...next.move, answer: isNotified ? 'delivered' : lastAnswer, woken };
    },
    async strike(actor, { fault, place }): Promise<StagedStep> {
      const next = place === 'waiting' ? waitOf(actor) : nextOf(actor);
      if (next === null) throw new RangeError(`${actor} has no move at which a fault could strike (${place})`);
      const { connection, move } = next;
      if (fault === 'kill' && shared.has(connection))
        throw new ConfigurationError(
          `${actor} shares its connections with other actors, and cannot be killed alone: give it an address of its own`,
        );
      footprint = everywhere;
      const before = waits.waiters().filter((one) => one !== connection);
      if (place === 'after' && move.kind !== 'answer') {
        connection.release();
        await settle();
      }
      const answer = place === 'after' && !connection.isUnderWay() ? connection.lastAnswer() : 'none';
      const others = fault === 'kill' ? connectionsOf(actor).filter((one) => one !== connection) : [];
      for (const one of [connection, ...others]) {
        one.cut(fault);
        await endSession({ connection: control, url }, one.processId);
      }
      if (fault === 'kill') bury(actor);
      await settle();
      const woken = before.filter((waiter) => !waiter.isUnderWay()).map((one) => one.actor);
      await rest(actor);
      if (!areAnswersHeld) await giveAnswersTo(before);
      return { ...move, answer, cut: place, ...(fault === 'kill' && { isKilled: true }), woken };
    },
    waits: waits.inWords,
    touched: () => footprint,
    oneSteps: () => [...oneSteps.values()],
    functions: functions.names,
    locks: () => [...locks.values()],
    leaveOut: (lock) => void (leftOut = lock),
    faults: () => faults,
    async close() {
      const ways = [...servers.values(), sharedWay];
      hangUpSilent();
      for (const { port: ownPort } of ways) await closeIdleAt(addressOf(ownPort));
      ends.close();
      for (const { server } of ways) server.close();
      await control.close();
    },
  };
}

/** A server of this process, which does not keep it awake. */
async function listen(onClient: (client: Socket) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(onClient);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { server, port: (server.address() as AddressInfo).port };
}
