import type { Socket } from 'node:net';
import type { z } from 'zod';
import type { Frame } from './frames.ts';
import { checked, Refused, sendFrame } from './frames.ts';

/** The other side does not reply. The request may have been carried out or not. */
export class LinkDown extends Error {
  override name = 'LinkDown';
}

/** The handler of a request: `node` is the other side. The handler validates the arguments first. */
export type Verb = (node: string, args: unknown) => Promise<unknown>;
export type Verbs = Readonly<Record<string, Verb>>;

/** Throws `Refused` if the arguments are invalid, before the request is carried out. */
export function verb<Args extends readonly unknown[]>(
  args: z.ZodType<Args>,
  does: (node: string, ...args: Args) => Promise<unknown>,
): Verb {
  return async (node, given) => does(node, ...checked(args, given, 'invalid arguments'));
}

/** A connection over which both sides send requests and replies. */
export interface Link {
  /** Rejects with `LinkDown` if the connection ends before the reply. */
  ask(verb: string, ...args: readonly unknown[]): Promise<unknown>;
  /** The caller passes every frame after the greeting. */
  hear(frame: Frame): void;
  /** The caller reports the end of the connection. */
  end(): void;
}

/** Creates a link to `node` over a connection after the greeting. */
export function createLink(socket: Socket, node: string, verbs: Verbs): Link {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let isOver = false;

  const down = (): LinkDown => new LinkDown(`the connection with ${node} has ended`);

  async function answer(id: number, name: string, args: unknown): Promise<void> {
    try {
      const does = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
      if (does === undefined) throw new Refused(`unknown verb ${name}`);
      const value: unknown = (await does(node, args)) ?? null;
      sendFrame(socket, { type: 'answer', id, value });
    } catch (error) {
      sendFrame(socket, { type: 'failed', id, says: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    ask(name, ...args) {
      if (isOver) return Promise.reject(down());
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        sendFrame(socket, { type: 'ask', id, verb: name, args });
      });
    },
    hear(frame) {
      if (frame.type === 'ask') return void answer(frame.id, frame.verb, frame.args);
      if (frame.type !== 'answer' && frame.type !== 'failed')
        throw new Refused(`unexpected frame of type ${frame.type}`);
      const one = waiting.get(frame.id);
      if (one === undefined) throw new Refused(`an answer to unknown request ${frame.id}`);
      waiting.delete(frame.id);
      if (frame.type === 'answer') one.resolve(frame.value);
      else one.reject(new Refused(frame.says));
    },
    end() {
      isOver = true;
      for (const { reject } of waiting.values()) reject(down());
      waiting.clear();
    },
  };
}
