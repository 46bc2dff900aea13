import type { Socket } from 'node:net';
import type { PostgresFrame } from './frames.ts';
import { fieldsOf, framesIn, queryFrame, requests, settingsIn, startupWith } from './frames.ts';
import { handlingOf, inOneLine, reasonForOneStep } from './statements.ts';
import { struckTimeout, timeoutsIn } from './timeouts.ts';

/** What a client sent up to where it waits for an answer. */
interface Batch {
  readonly statements: readonly string[];
  readonly bytes: Buffer;
}

/** What a connection tells its stage. */
export interface ConnectionListener {
  /** Whether statements are held at present. */
  holds(): boolean;
  /** Settings with which a session of this user begins. */
  settingsFor(user: string): Readonly<Record<string, string>>;
  /** Whether answers are held at present, until a move delivers them. */
  holdsAnswers(): boolean;
  /** Bytes have moved, or the connection has ended. */
  onActivity(): void;
  /** The actor that wrote the stream of the client up to this place; `background` where it was none. */
  actorAt(place: number): string;
  /** The server says that the connection waits for a lock. */
  onWait(connection: StagedConnection): void;
  /** The server has answered what was released. */
  onAnswer(connection: StagedConnection): void;
  /** A statement that commits by itself is one move: why. */
  onOneStep(statement: string, because: string): void;
  /** What happens in this run cannot be trusted: why, in a line. */
  onFault(line: string): void;
}

/** Who sends what no actor sent. It is not held. */
export const background = 'background';

/** A connection of an actor through the stage. */
export interface StagedConnection {
  /** The actor whose statement is next, under way or the last; `background` where it is of none. */
  readonly actor: string;
  /** The end of the client. */
  readonly client: Socket;
  /** The number of the server's process. */
  readonly processId: number;
  /** Whether its settings make the session say that it waits for a lock. */
  readonly reportsWaits: boolean;
  /** The next move: a statement that is held, the commit of one that is done, or its answer; `null` where there is none. */
  next(): { readonly kind: 'statement' | 'commit' | 'answer'; readonly statement: string } | null;
  /** Whether the client has sent nothing yet but what begins a session. */
  readonly isStarting: boolean;
  /** Whether the server has been asked and has not answered. */
  isUnderWay(): boolean;
  /** Sends what is next to the server. */
  release(): void;
  /** Gives the client the answer that has come, if there is one. */
  deliver(): void;
  /** How many rows the last statement had, in the words of the server, such as `SELECT 1`. */
  lastAnswer(): string;
  readonly isClosed: boolean;
}

type Phase = 'starting' | 'resting' | 'working' | 'beginning' | 'uncommitted' | 'ending';

export function stagedConnection(
  { client, server }: { readonly client: Socket; readonly server: Socket },
  listener: ConnectionListener,
): StagedConnection {
  const texts = new Map<string, string>();
  const held: Batch[] = [];
  /** The time-outs that the client has switched on. */
  const timeouts = new Set<string>();
  const owners = new WeakMap<Batch, string>();
  /** How many bytes of the client have come. */
  let received = 0;
  let phase: Phase = 'starting';
  let isReady = false;
  let isClosed = false;
  let isInBlock = false;
  let isPassing = false;
  let processId = 0;
  let reportsWaits = false;
  let parts: Buffer[] = [];
  let statements: string[] = [];
  let current: Batch | null = null;
  let isSplit = false;
  let reply: Buffer[] = [];
  let tag = '';
  let isAnswered = false;

  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isClosed = true;
      client.destroy();
      server.destroy();
      listener.onActivity();
    });
  }
  client.on('data', framesIn('client', fromClient));
  server.on('data', framesIn('server', fromServer));

  function fromClient(frame: PostgresFrame): void {
    listener.onActivity();
    received += frame.whole.length;
    const { type, body, whole } = frame;
    if (type === '') return begin(frame);
    if (!isReady || type === 'X') return toServer(whole);
    if ('dcf'.includes(type)) {
      listener.onFault(`${actorNow()} copies rows (COPY), and a race cannot hold that: use INSERT and SELECT`);
      return toServer(whole);
    }
    // The bytes of a chunk are used again once it is taken apart.
    parts.push(Buffer.from(whole));
    const [first = '', second = ''] = body.toString('utf8').split('\0');
    if (type === 'P') texts.set(first, second);
    if (type === 'B') statements.push(texts.get(second) ?? '');
    if (type === 'Q') statements.push(first);
    if (type === 'H' && statements.length === 0) return passOn();
    if (!'SQH'.includes(type)) return;
    for (const name of statements.flatMap(timeoutsIn)) timeouts.add(name);
    const batch = { statements, bytes: Buffer.concat(parts) };
    owners.set(batch, listener.actorAt(received));
    held.push(batch);
    [parts, statements] = [[], []];
    pass();
  }

  /** Sends what need not be held. */
  function pass(): void {
    const [batch] = held;
    if (batch === undefined || phase !== 'resting' || isAnswered) return;
    const isHeld = listener.holds() && owners.get(batch) !== background;
    if (isHeld && handlingOf(batch.statements, isInBlock) !== 'passes') return;
    held.shift();
    send(batch, { isSplit: false, passes: true });
  }

  /** What only prepares a statement passes, and is answered at once. */
  function passOn(): void {
    isPassing = true;
    toServer(Buffer.concat(parts));
    parts = [];
  }

  function begin({ body, whole }: PostgresFrame): void {
    const code = body.readInt32BE(0);
    if (code === requests.ssl || code === requests.gss) client.write('N');
    else if (code === requests.cancel) toServer(whole);
    else {
      const settings = listener.settingsFor(settingsIn(body).get('user') ?? '');
      reportsWaits = 'log_lock_waits' in settings;
      toServer(startupWith(body, settings));
    }
  }

  function toServer(bytes: Buffer): void {
    if (!server.writableEnded) server.write(bytes);
  }

  function send(batch: Batch, how: { readonly isSplit: boolean; readonly passes: boolean }): void {
    current = batch;
    isSplit = how.isSplit;
    isPassing = how.passes;
    isAnswered = false;
    tag = '';
    reply = [];
    phase = isSplit ? 'beginning' : 'working';
    if (isSplit) toServer(queryFrame('BEGIN'));
    toServer(batch.bytes);
  }

  function fromServer(frame: PostgresFrame): void {
    listener.onActivity();
    const { type, body, whole } = frame;
    if (type === 'K') processId = body.readInt32BE(0);
    if (type === 'N' && isOfLocks(body)) return;
    if (type === 'E' && listener.holds()) noteTimeout(body);
    if (!isReady) {
      if (type === 'Z') [isReady, phase] = [true, 'resting'];
      client.write(whole);
      return;
    }
    if (type === 'G' || type === 'H')
      listener.onFault(`${actorNow()} copies rows (COPY), and a race cannot hold that: use INSERT and SELECT`);
    if (type === 'C') tag = body.toString('utf8').split('\0')[0] ?? '';
    if (type === 'Z' && !isSplit) isInBlock = body[0] !== 0x49;
    if (phase === 'resting' || isPassing) {
      client.write(whole);
      if (type !== 'Z') return;
      [phase, isPassing] = ['resting', false];
      return pass();
    }
    take(frame);
  }

  /** A message of the answer to what was released. */
  function take({ type, body, whole }: PostgresFrame): void {
    if (phase === 'beginning') {
      if (type === 'Z') phase = 'working';
      return;
    }
    if (phase === 'ending') {
      // A constraint that is asked at the end, or a conflict: it is the answer of the statement.
      if (type === 'E') reply = [Buffer.from(whole)];
      if (type !== 'Z') return;
      reply.push(Buffer.from(whole));
      phase = 'resting';
      return answered();
    }
    if (type !== 'Z' || !isSplit) {
      reply.push(Buffer.from(whole));
      if (type !== 'Z') return;
      phase = 'resting';
      return answered();
    }
    if (body[0] === 0x45) {
      phase = 'ending';
      toServer(queryFrame('ROLLBACK'));
      return;
    }
    phase = 'uncommitted';
    listener.onAnswer(connection);
  }

  function actorNow(): string {
    const isIdle = phase === 'resting' && !isAnswered;
    const batch = (isIdle ? held[0] : null) ?? current;
    return (batch === null ? undefined : owners.get(batch)) ?? listener.actorAt(received);
  }

  function answered(): void {
    isAnswered = true;
    listener.onAnswer(connection);
  }

  /** A time-out runs in real time while the stage holds statements: that it strikes is up to the speed of the run. */
  function noteTimeout(body: Buffer): void {
    const struck = struckTimeout(fieldsOf(body));
    if (struck === null) return;
    const how = timeouts.has(struck) ? `${struck}, which it has set itself, struck` : `${struck} struck`;
    listener.onFault(`${actorNow()}: ${how}, and it runs in real time while statements are held: set it to 0`);
  }

  /** A notice that the server sends because the stage asked it to. */
  function isOfLocks(body: Buffer): boolean {
    const fields = fieldsOf(body);
    if (fields.get('V') !== 'LOG' && fields.get('S') !== 'LOG') return false;
    if (/ still waiting for /.test(fields.get('M') ?? '')) listener.onWait(connection);
    return true;
  }

  const connection: StagedConnection = {
    get actor() {
      return actorNow();
    },
    client,
    get processId() {
      return processId;
    },
    get reportsWaits() {
      return reportsWaits;
    },
    get isStarting() {
      return !isClosed && phase === 'starting';
    },
    get isClosed() {
      return isClosed;
    },
    next() {
      const last = inOneLine(current?.statements.join('; ') ?? '');
      if (phase === 'uncommitted') return { kind: 'commit', statement: last };
      if (isAnswered && listener.holdsAnswers()) return { kind: 'answer', statement: last };
      if (phase !== 'resting' || isAnswered) return null;
      const [batch] = held;
      return batch === undefined ? null : { kind: 'statement', statement: inOneLine(batch.statements.join('; ')) };
    },
    isUnderWay: () => !isClosed && (phase === 'working' || phase === 'beginning' || phase === 'ending'),
    release() {
      if (phase === 'uncommitted') {
        phase = 'ending';
        toServer(queryFrame('COMMIT'));
        return;
      }
      const batch = held.shift();
      if (batch === undefined) return;
      const because = reasonForOneStep(batch.statements, isInBlock);
      if (because !== null) listener.onOneStep(inOneLine(batch.statements.join('; ')), because);
      send(batch, { isSplit: handlingOf(batch.statements, isInBlock) === 'split', passes: false });
    },
    deliver() {
      if (!isAnswered) return;
      isAnswered = false;
      client.write(Buffer.concat(reply));
      reply = [];
      pass();
    },
    lastAnswer: () => tag,
  };
  return connection;
}
