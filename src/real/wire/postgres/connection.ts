import type { Socket } from 'node:net';
import type { SentBatch } from './batches.ts';
import { batchesFrom, countAnswers, isPreparation } from './batches.ts';
import { answerToBegin } from './begins.ts';
import type { ClientEnd } from './client-ends.ts';
import type { PostgresFrame } from './frames.ts';
import {
  copyFailFrame,
  fieldsOf,
  framesIn,
  queryFrame,
  requests,
  settingsIn,
  startupWith,
  syncFrame,
  withText,
} from './frames.ts';
import type { ConnectionListener, StagedConnection } from './staged-connection.ts';
import { background } from './staged-connection.ts';
import type { Handling } from './statements.ts';
import { handlingOf, inOneLine, reasonForOneStep } from './statements.ts';
import { struckTimeout, timeoutsIn } from './timeouts.ts';

/** What waits at the stage: what the client sent, or a notification for the client. */
type Held = SentBatch | { readonly channel: string; readonly bytes: Buffer };

type Phase = 'starting' | 'resting' | 'working' | 'beginning' | 'uncommitted' | 'ending' | 'asking';

export function stagedConnection(
  { client, server }: { readonly client: ClientEnd; readonly server: Socket },
  listener: ConnectionListener,
): StagedConnection {
  const held: Held[] = [];
  /** The time-outs that the client has switched on. */
  const timeouts = new Set<string>();
  const owners = new WeakMap<Held, string>();
  let phase: Phase = 'starting';
  let isReady = false;
  let isClosed = false;
  /** Whether the client was killed: it hears nothing more. */
  let isSilent = false;
  let isInBlock = false;
  let isPassing = false;
  let processId = 0;
  let reportsWaits = false;
  /** The actor that listens for notifications; `null` where none does. */
  let listening: string | null = null;
  /** A batch that ended in a Flush has begun a transaction, which ends with the next Sync. */
  let isFlushed = false;
  /** A BEGIN that the client takes for done: it goes to the server with the next batch. */
  let begun: SentBatch | null = null;
  let isLastAnswer = countAnswers({ answers: null });
  let current: SentBatch | null = null;
  let isSplit = false;
  const { footprints } = listener;
  let reply: Buffer[] = [];
  let tag = '';
  let isAnswered = false;

  for (const socket of [client.socket, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isClosed = true;
      if (!isSilent || socket === client.socket) client.socket.destroy();
      server.destroy();
      listener.onActivity();
    });
  }
  client.read(framesIn('client', fromClient));
  server.on('data', framesIn('server', fromServer));

  function fromClient(frame: PostgresFrame): void {
    if (isSilent) return;
    listener.onActivity();
    const { type, whole } = frame;
    if (type === '') return begin(frame);
    if (!isReady || type === 'X') return toServer(whole);
    // Rows of a COPY.
    if ('dcf'.includes(type)) return toServer(whole);
    toBatch(withText(frame, listener.rewrite));
  }

  const toBatch = batchesFrom((batch) => {
    for (const name of batch.statements.flatMap(timeoutsIn)) timeouts.add(name);
    const owner = listener.actorNow();
    owners.set(batch, owner);
    if (batch.statements.some((text) => /\bLISTEN\b/i.test(text))) listening = owner;
    held.push(batch);
    pass();
  });

  /** A Sync after a Flush commits by itself what went before. */
  function handlingBy(batch: SentBatch): Handling {
    const { statements, answers } = batch;
    if (isPreparation(batch)) return 'passes';
    if (isFlushed && statements.length === 0) return 'held';
    const handling = handlingOf(statements, isInBlock || isFlushed);
    return handling === 'split' && answers !== null ? 'held' : handling;
  }

  /** Sends what need not be held. */
  function pass(): void {
    const [first] = held;
    if (first === undefined || phase !== 'resting' || isAnswered) return;
    const answer = 'channel' in first || isInBlock || isFlushed ? null : answerToBegin(first);
    if (answer !== null && !('channel' in first)) {
      held.shift();
      [begun, isInBlock] = [first, true];
      client.write(answer);
      return pass();
    }
    const isHeld = listener.holds() && owners.get(first) !== background;
    if (isHeld && ('channel' in first || handlingBy(first) !== 'passes')) return;
    held.shift();
    if (!('channel' in first)) return send(first, { isSplit: false, passes: true });
    client.write(first.bytes);
    pass();
  }

  function begin({ body, whole }: PostgresFrame): void {
    const code = body.readInt32BE(0);
    if (code === requests.ssl || code === requests.gss) client.write(Buffer.from('N'));
    else if (code === requests.cancel) {
      if (listener.holds()) listener.onFault(`${actorNow()} cancels a statement, and does so in real time`);
      toServer(whole);
    } else {
      const settings = listener.settingsFor(settingsIn(body).get('user') ?? '');
      reportsWaits = 'log_lock_waits' in settings;
      footprints.begin(settingsIn(body));
      toServer(startupWith(body, settings));
    }
  }

  function toServer(bytes: Buffer): void {
    if (!server.writableEnded) server.write(bytes);
  }

  function send(batch: SentBatch, how: { readonly isSplit: boolean; readonly passes: boolean }): void {
    // The commit of a statement is reported by its text, also where another one is prepared in between.
    if (!isPreparation(batch)) {
      current = batch;
      tag = isFlushed && batch.statements.length === 0 ? 'COMMIT' : '';
      isFlushed = batch.answers !== null;
    }
    isSplit = how.isSplit;
    isPassing = how.passes;
    isAnswered = false;
    reply = [];
    const passes = isPassing && listener.holds();
    if (begun !== null) footprints.sent({ ...begun, doCommit: true, passes });
    if (isSplit) footprints.splits();
    footprints.sent({ ...batch, doCommit: !isSplit && batch.answers === null, passes });
    const before = isSplit ? queryFrame('BEGIN') : begun?.bytes;
    begun = null;
    phase = before === undefined ? 'working' : 'beginning';
    isLastAnswer = countAnswers(batch);
    toServer(before === undefined ? batch.bytes : Buffer.concat([before, batch.bytes]));
  }

  function fromServer(frame: PostgresFrame): void {
    if (isSilent) return;
    listener.onActivity();
    const { type, body, whole } = frame;
    if (type === 'K') processId = body.readInt32BE(0);
    if (type === 'N' && isOfLocks(body)) return;
    if (type === 'S') noteSetting(body);
    if (type === 'Z' && phase !== 'beginning') footprints.ready(String.fromCharCode(body[0] ?? 0));
    // A refusal has ended the transaction.
    if (type === 'E') [tag, isFlushed] = ['', false];
    if (type === 'E' && listener.holds()) noteTimeout(body);
    if (!isReady) {
      if (type === 'Z') [isReady, phase] = [true, 'resting'];
      client.write(whole);
      return;
    }
    // The last that the server sends: no answer is complete after it.
    if (type === 'E' && fieldsOf(body).get('V') === 'FATAL') return client.write(whole);
    if (type === 'A') return hear(frame);
    if (type === 'Z' && phase === 'asking') {
      phase = 'resting';
      return pass();
    }
    if (type === 'G' && listener.holds()) return refuseRows();
    if (phase === 'beginning') {
      if (type === 'E') listener.onFault(`${actorNow()}: the server refuses a BEGIN: ${fieldsOf(body).get('M')}`);
      if (type === 'Z') phase = 'working';
      return;
    }
    if (type === 'C') tag = body.toString('utf8').split('\0')[0] ?? '';
    if (type === 'Z' && !isSplit) isInBlock = body[0] !== 0x49;
    const isLast = phase === 'working' && isLastAnswer(type);
    if (phase === 'resting' || isPassing) {
      client.write(whole);
      if (!isLast) return;
      [phase, isPassing] = ['resting', false];
      return pass();
    }
    take(frame, isLast);
  }

  /** The client would send rows while its statement is under way: it does not learn that the server waits for them. */
  function refuseRows(): void {
    listener.onFault(`${actorNow()} copies rows to the server (COPY), and a race cannot hold that: use INSERT`);
    toServer(copyFailFrame('a race cannot hold the rows of COPY'));
  }

  /** A notification: it comes at the end of a transaction, or between two. */
  function hear({ body, whole }: PostgresFrame): void {
    const [channel = ''] = body.subarray(4).toString('utf8').split('\0');
    const notification = { channel, bytes: Buffer.from(whole) };
    owners.set(notification, listening ?? actorNow());
    held.push(notification);
    pass();
  }

  /** A message of the answer to what was released. */
  function take({ type, body, whole }: PostgresFrame, isLast: boolean): void {
    if (phase === 'ending') {
      // A constraint that is asked at the end, or a conflict: it is the answer of the statement.
      if (type === 'E') reply = [Buffer.from(whole)];
      if (type !== 'Z') return;
      reply.push(Buffer.from(whole));
      phase = 'resting';
      return answered();
    }
    if (!isLast || !isSplit) {
      reply.push(Buffer.from(whole));
      if (!isLast) return;
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
    const one = (isIdle ? held[0] : null) ?? current;
    return (one === null ? undefined : owners.get(one)) ?? listener.actorNow();
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

  /** A server of version 18 or later reports where names are looked for. */
  function noteSetting(body: Buffer): void {
    const [name, value = ''] = body.toString('utf8').split('\0');
    if (name === 'search_path') footprints.searchPath(value);
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
      const last = connection.lastStatement();
      if (phase === 'uncommitted') return { kind: 'commit', statement: last };
      if (isAnswered && listener.holdsAnswers()) return { kind: 'answer', statement: last };
      const [first] = held;
      if (phase !== 'resting' || isAnswered || first === undefined) return null;
      if ('channel' in first) return { kind: 'notification', statement: `NOTIFY ${first.channel}` };
      if (isFlushed && first.statements.length === 0) return { kind: 'commit', statement: last };
      return { kind: 'statement', statement: inOneLine(first.statements.join('; ')) };
    },
    get isAnswered() {
      return isAnswered;
    },
    isUnderWay: () => !isClosed && !['starting', 'resting', 'uncommitted'].includes(phase),
    release() {
      footprints.moves();
      if (phase === 'uncommitted') {
        phase = 'ending';
        footprints.commits();
        toServer(queryFrame('COMMIT'));
        return;
      }
      const batch = held.shift();
      if (batch === undefined) return;
      if ('channel' in batch) {
        client.write(batch.bytes);
        return pass();
      }
      const because = reasonForOneStep(batch.statements, isInBlock || isFlushed);
      if (because !== null) listener.onOneStep(inOneLine(batch.statements.join('; ')), because);
      send(batch, { isSplit: handlingBy(batch) === 'split', passes: false });
    },
    askForNotifications() {
      if (listening === null || isFlushed || begun !== null || phase !== 'resting' || isClosed) return;
      phase = 'asking';
      toServer(syncFrame);
    },
    deliver() {
      if (!isAnswered) return;
      isAnswered = false;
      client.write(Buffer.concat(reply));
      reply = [];
      pass();
    },
    cut(fault) {
      isClosed = true;
      isSilent = fault === 'kill';
      held.length = 0;
      isAnswered = false;
      if (!isSilent) client.hangUp();
      server.destroy();
    },
    lastStatement: () => inOneLine(current?.statements.join('; ') ?? ''),
    lastAnswer: () => tag,
    touched: footprints.touched,
  };
  return connection;
}
