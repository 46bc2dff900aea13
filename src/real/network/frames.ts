import type { Socket } from 'node:net';
import { z } from 'zod';

/** Of what is said over a connection. It goes up with every change that the other side would misunderstand. */
const frameVersion = 1;

/** A line that is longer has no end, or an end that nobody wants to wait for. */
const longestFrameBytes = 64 * 1024;

/** What is said over a connection: one line of JSON each, with the version in it. */
export type Frame =
  /** The first frame of a connection: who comes, from which world, and for what. */
  | { readonly type: 'hello'; readonly world: string; readonly node: string; readonly service: string }
  /** And the answer to it; or why there is none, after which the connection ends. */
  | { readonly type: 'welcome' }
  | { readonly type: 'refused'; readonly says: string }
  /** From then on either side asks, and the other answers. */
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

/** Somebody said what nobody may say. Nothing of it is accepted. */
export class Refused extends Error {
  override name = 'Refused';
}

export function sendFrame(socket: Socket, frame: Frame): void {
  socket.write(`${JSON.stringify({ v: frameVersion, ...frame })}\n`);
}

/**
 * Puts bytes together to frames, however they were cut on their way. Half a frame is none. Whoever sends what is no frame
 * is not listened to any more: `onRefused` is told why, once.
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
  const said = parseJson(line.toString('utf8'));
  if (typeof said !== 'object' || said === null || !('v' in said))
    throw new Refused('what was sent is no frame: it names no version');
  if (said.v !== frameVersion)
    throw new Refused(`what was sent is of version ${JSON.stringify(said.v)}, and here is version ${frameVersion}`);
  return checked(frameSchema, said, 'what was sent is no frame');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused('what was sent is no frame: it is no JSON');
  }
}

/** What the schema makes of it. Throws `Refused`, in one line. */
export function checked<Out>(schema: z.ZodType<Out>, given: unknown, complaint: string): Out {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const where = first === undefined || first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  throw new Refused(`${complaint}: ${where}${first?.message ?? 'it does not fit'}`);
}
