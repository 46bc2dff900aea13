/** A message of Postgres' protocol. */
export interface PostgresFrame {
  /** One letter; empty for the first ones of a client, which have none. */
  readonly type: string;
  readonly body: Buffer;
  readonly whole: Buffer;
}

/** By which a client asks for an encrypted connection, asks for it by GSSAPI, or cancels a statement: its first message. */
export const requests = { ssl: 80_877_103, gss: 80_877_104, cancel: 80_877_102 } as const;

/**
 * Puts the stream of bytes of one end together to messages: a letter, the length in four bytes, which counts itself, and the
 * rest. The first messages of a client have no letter, up to the message that begins its session.
 */
export function framesIn(from: 'client' | 'server', onFrame: (frame: PostgresFrame) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isTyped = from === 'server';
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const typeLength = isTyped ? 1 : 0;
      if (rest.length < typeLength + 4) return;
      const length = typeLength + rest.readInt32BE(typeLength);
      if (rest.length < length) return;
      const whole = rest.subarray(0, length);
      rest = rest.subarray(length);
      const type = isTyped ? String.fromCharCode(whole[0] ?? 0) : '';
      const body = whole.subarray(typeLength + 4);
      isTyped ||= !isRequest(body);
      onFrame({ type, body, whole });
    }
  };
}

function isRequest(body: Buffer): boolean {
  const code = body.length < 4 ? 0 : body.readInt32BE(0);
  return Object.values<number>(requests).includes(code);
}

/** A statement without parameters, as a message. */
export function queryFrame(text: string): Buffer {
  return frameOf('Q', Buffer.from(`${text}\0`));
}

/** The same message with another text: that of a Query, or of the statement in a Parse. */
export function withText({ type, body, whole }: PostgresFrame, change: (text: string) => string): PostgresFrame {
  if (type !== 'Q' && type !== 'P') return { type, body, whole };
  const from = type === 'Q' ? 0 : body.indexOf(0) + 1;
  const to = body.indexOf(0, from);
  const text = body.toString('utf8', from, to);
  const changed = change(text);
  if (changed === text) return { type, body, whole };
  const other = frameOf(type, Buffer.concat([body.subarray(0, from), Buffer.from(changed), body.subarray(to)]));
  return { type, body: other.subarray(5), whole: other };
}

/** Tells the server that no rows come for a COPY, and why. */
export function copyFailFrame(why: string): Buffer {
  return frameOf('f', Buffer.from(`${why}\0`));
}

/** A request for the answer that the server is ready. */
export const syncFrame: Buffer = frameOf('S', Buffer.alloc(0));

/** A message. */
export function frameOf(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, body]);
}

/** The settings by which a client begins a session, such as `user`, by their names. */
export function settingsIn(startup: Buffer): ReadonlyMap<string, string> {
  const texts = startup.subarray(4).toString('utf8').split('\0');
  const pairs = new Map<string, string>();
  for (let at = 0; at + 1 < texts.length && texts[at] !== ''; at += 2) pairs.set(texts[at] ?? '', texts[at + 1] ?? '');
  return pairs;
}

/** The message by which a client begins a session, with these settings in the place of its own. */
export function startupWith(startup: Buffer, settings: Readonly<Record<string, string>>): Buffer {
  const pairs = new Map([...settingsIn(startup), ...Object.entries(settings)]);
  const rest = Buffer.from(`${[...pairs].map(([name, value]) => `${name}\0${value}\0`).join('')}\0`);
  return frameOf('', Buffer.concat([startup.subarray(0, 4), rest]));
}

/** The fields of an error or a notice, by their letters. */
export function fieldsOf(body: Buffer): ReadonlyMap<string, string> {
  const parts = body.toString('utf8').split('\0');
  return new Map(parts.filter((part) => part !== '').map((part) => [part.slice(0, 1), part.slice(1)]));
}
