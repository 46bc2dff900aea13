import type { Socket } from 'node:net';
import type { z } from 'zod';
import type { Frame } from './frames.ts';
import { checked, Refused, sendFrame } from './frames.ts';

/** The other side does not answer, and may or may not have done what it was asked. */
export class LinkDown extends Error {
  override name = 'LinkDown';
}

/** What one side does when the other asks for it: `node` is who asks, or who is asked. Its arguments are checked first. */
export type Verb = (node: string, args: unknown) => Promise<unknown>;
export type Verbs = Readonly<Record<string, Verb>>;

/** Throws `Refused` where the arguments do not fit, before anything is done. */
export function verb<Args extends readonly unknown[]>(
  args: z.ZodType<Args>,
  does: (node: string, ...args: Args) => Promise<unknown>,
): Verb {
  return async (node, given) => does(node, ...checked(args, given, 'the arguments do not fit'));
}

/** A connection over which both sides ask and answer. */
export interface Link {
  /** Rejects with `LinkDown` where the connection ends before the answer. */
  ask(verb: string, ...args: readonly unknown[]): Promise<unknown>;
  /** To be called with every frame after the greeting. */
  hear(frame: Frame): void;
  /** To be called when the connection has ended. */
  end(): void;
}

/** Speaks with `node` over a connection on which the greeting is over. */
export function createLink(socket: Socket, node: string, verbs: Verbs): Link {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let isOver = false;

  const down = (): LinkDown => new LinkDown(`the connection with ${node} has ended`);

  async function answer(id: number, name: string, args: unknown): Promise<void> {
    try {
      const does = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
      if (does === undefined) throw new Refused(`nobody here knows how to ${name}`);
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
      if (frame.type !== 'answer' && frame.type !== 'failed') throw new Refused(`nobody waits for a ${frame.type}`);
      const one = waiting.get(frame.id);
      if (one === undefined) throw new Refused('what was answered was never asked');
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
