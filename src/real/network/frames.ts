import type { Socket } from 'node:net';
import { z } from 'zod';

/** The version of the frames. Every incompatible change increments the version. */
const frameVersion = 1;

/** The longest accepted line. */
const longestFrameBytes = 64 * 1024;

/** A frame of a connection: a line of JSON, with the version. */
export type Frame =
  /** The first frame of a connection: the node, its world, and the service. */
  | { readonly type: 'hello'; readonly world: string; readonly node: string; readonly service: string }
  /** The reply to a hello; a refusal ends the connection. */
  | { readonly type: 'welcome' }
  | { readonly type: 'refused'; readonly says: string }
  /** After the greeting, either side sends requests, and the other side replies. */
  | { readonly type: 'ask'; readonly id: number; readonly verb: string; readonly args: readonly unknown[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly says: string };

const named: z.ZodType<string> = z.string().min(1).max(64);
const id: z.ZodType<number> = z.int();
const v: z.ZodType<number> = z.literal(frameVersion);
const frameSchema: z.ZodType<Frame> = z.discriminatedUnion('type', [
  z.strictObject({ v, type: z.literal('hello'), world: named, node: named, service: named }),
  z.strictObject({ v, type: z.literal('welcome') }),
  z.strictObject({ v, type: z.literal('refused'), says: z.string() }),
  z.strictObject({ v, type: z.literal('ask'), id, verb: named, args: z.array(z.unknown()) }),
  z.strictObject({ v, type: z.literal('answer'), id, value: z.unknown() }),
  z.strictObject({ v, type: z.literal('failed'), id, says: z.string() }),
]);

/** The other side sent an invalid frame or request, which is refused as a whole. */
export class Refused extends Error {
  override name = 'Refused';
}

export function sendFrame(socket: Socket, frame: Frame): void {
  socket.write(`${JSON.stringify({ v: frameVersion, ...frame })}\n`);
}

/**
 * Assembles frames from bytes, which may arrive in parts of any length. An incomplete frame is not passed on. After an
 * invalid frame all further bytes are ignored, and `onRefused` gets the reason, once.
 */
export function readFrames(onFrame: (frame: Frame) => void, onRefused: (why: string) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isOver = false;
  return (bytes) => {
    if (isOver) return;
    rest = Buffer.concat([rest, bytes]);
    try {
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = rest.subarray(0, end);
        rest = rest.subarray(end + 1);
        onFrame(parseFrame(line));
      }
      if (rest.length > longestFrameBytes) throw new Refused(`a frame is at most ${longestFrameBytes} bytes long`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      isOver = true;
      onRefused(error.message);
    }
  };
}

function parseFrame(line: Buffer): Frame {
  if (line.length > longestFrameBytes) throw new Refused(`a frame is at most ${longestFrameBytes} bytes long`);
  const frame = parseJson(line.toString('utf8'));
  if (typeof frame !== 'object' || frame === null || !('v' in frame))
    throw new Refused('invalid frame: the version is missing');
  if (frame.v !== frameVersion)
    throw new Refused(`unsupported frame version ${JSON.stringify(frame.v)}; this side uses version ${frameVersion}`);
  return checked(frameSchema, frame, 'invalid frame');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused('invalid frame: not JSON');
  }
}

/** The parsed value. Throws `Refused` with a message of a single line. */
export function checked<Out>(schema: z.ZodType<Out>, given: unknown, message: string): Out {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const where = first === undefined || first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  throw new Refused(`${message}: ${where}${first?.message ?? 'does not match the schema'}`);
}
