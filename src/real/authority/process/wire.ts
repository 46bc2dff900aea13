import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { HandOverMessage, Message } from '../../../alphabets/authority.ts';
import { Refused } from '../../network/frames.ts';

/** A player's state in a message: a text, with the checksum of the original text. */
interface State {
  readonly version: number;
  readonly state: string;
  readonly checksum: number;
}

type WithState<One> = One extends { isDamaged: boolean } ? Omit<One, 'isDamaged'> & State : One;

/** A message on the wire. Instead of the flag `isDamaged`, the receiver computes and compares the checksum. */
export type WireMessage = WithState<Message>;

const named: z.ZodType<string> = z.string().min(1).max(64);
const count: z.ZodType<number> = z.int().min(0);
const state = { version: count, state: z.string().max(1024), checksum: count };

export const wireMessage: z.ZodType<WireMessage> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('handOver'),
    player: named,
    from: named,
    to: named,
    token: count,
    transfer: count,
    ...state,
  }),
  z.strictObject({ type: z.literal('confirmed'), player: named, to: named, token: count }),
  z.strictObject({ type: z.literal('save'), player: named, token: count, ...state }),
  z.strictObject({ type: z.literal('pickUp'), item: named, player: named, to: named }),
]);

export function toWire(message: Message): WireMessage {
  if (message.type !== 'handOver' && message.type !== 'save') return message;
  const { isDamaged, ...rest } = message;
  const whole = stateOf(message);
  // The checksum belongs to the undamaged text.
  return { ...rest, state: isDamaged ? `${whole.slice(0, -1)}?` : whole, checksum: crc32(whole) };
}

/** Throws `Refused` if a state is undamaged and belongs to another player or version. */
export function fromWire(wire: WireMessage): Message {
  if (wire.type !== 'handOver' && wire.type !== 'save') return wire;
  const { state: text, checksum, ...rest } = wire;
  const isDamaged = crc32(text) !== checksum;
  if (!isDamaged && text !== stateOf(wire))
    throw new Refused(`the state does not belong to version ${wire.version} of ${wire.player}: ${text}`);
  return { ...rest, isDamaged };
}

export function handOverFromWire(wire: WireMessage): HandOverMessage {
  const message = fromWire(wire);
  if (message.type !== 'handOver') throw new Refused(`expected a handOver message, not '${message.type}'`);
  return message;
}

/** The state of a player, which in this world is only a version. */
function stateOf({ player, version }: { readonly player: string; readonly version: number }): string {
  return JSON.stringify({ player, version });
}
