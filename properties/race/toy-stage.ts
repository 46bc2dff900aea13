import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { Stage } from '../../src/kernel/stage.ts';

/** A statement of a program within this process. */
export interface ToyStatement {
  readonly text: string;
  /** It takes the only lock, or waits for it. */
  readonly locks?: boolean;
  /** It gives the lock up. */
  readonly ends?: boolean;
  readonly effect?: () => void;
}

/** A database of a single lock within this process, and its stage: no statement takes time. */
export interface ToyStage extends Stage {
  send(statement: ToyStatement): Promise<void>;
}

interface Sent extends ToyStatement {
  readonly answered: () => void;
  readonly lost: (error: Error) => void;
}

/** The connection of a statement was cut. */
class ToyCut extends Error {
  override name = 'ToyCut';
}

export function openToyStage(): ToyStage {
  const callers = new AsyncLocalStorage<string>();
  const held = new Map<string, Sent>();
  const waiting = new Map<string, Sent>();
  let holder: string | null = null;
  let isHolding = false;

  /** Returns the actors that are woken, or `null` where the statement waits. */
  function run(actor: string, sent: Sent): string[] | null {
    if (sent.locks === true && holder !== null && holder !== actor) {
      waiting.set(actor, sent);
      return null;
    }
    if (sent.locks === true) holder = actor;
    sent.effect?.();
    sent.answered();
    return sent.ends === true ? giveUp(actor) : [];
  }

  /** The lock goes to the first that waits for it. Returns the actors that are woken. */
  function giveUp(actor: string): string[] {
    if (holder !== actor) return [];
    holder = null;
    const [next] = waiting;
    if (next === undefined) return [];
    waiting.delete(next[0]);
    return [next[0], ...(run(...next) ?? [])];
  }

  const rest = async (): Promise<void> => {
    for (let turns = 0; turns < 3; turns += 1) await turn();
  };

  return {
    send: (statement) =>
      new Promise((answered, lost) => {
        const actor = callers.getStore() ?? 'no actor';
        const sent = { ...statement, answered, lost };
        if (isHolding) held.set(actor, sent);
        else run(actor, sent);
      }),
    admit: async () => undefined,
    address: (actor = '') => actor,
    hold: () => void (isHolding = true),
    async letPass() {
      isHolding = false;
      for (const [actor, sent] of held) run(actor, sent);
      held.clear();
      await rest();
    },
    async begin(actor, call) {
      callers.run(actor, () => void call());
      await rest();
    },
    moves: () =>
      [...held].map(([actor, { text }]) => ({ actor, kind: 'statement' as const, statement: text })).toSorted(byActor),
    async release(actor) {
      const sent = held.get(actor);
      if (sent === undefined) throw new RangeError(`${actor} has no move`);
      held.delete(actor);
      const woken = run(actor, sent);
      await rest();
      const answer = woken === null ? null : `${sent.text.split(' ')[0]} 1`;
      return { actor, kind: 'statement', statement: sent.text, answer, woken: woken ?? [] };
    },
    async strike(actor, { fault, place }) {
      const sent = (place === 'waiting' ? waiting : held).get(actor);
      if (sent === undefined) throw new RangeError(`${actor} has no move to strike`);
      const { text, effect, lost } = sent;
      held.delete(actor);
      waiting.delete(actor);
      const answer = place === 'after' ? `${text.split(' ')[0]} 1` : 'none';
      if (place === 'after') effect?.();
      if (fault === 'cut') lost(new ToyCut());
      const woken = giveUp(actor);
      await rest();
      return {
        actor,
        kind: 'statement',
        statement: text,
        answer,
        cut: place,
        ...(fault === 'kill' && { isKilled: true }),
        woken,
      };
    },
    waits: () => [...waiting.keys()].map((actor) => ({ actor, for: holder === null ? [] : [holder] })),
    faults: () => [],
    oneSteps: () => [],
    close: async () => undefined,
  };
}

function byActor(a: { readonly actor: string }, b: { readonly actor: string }): number {
  return a.actor < b.actor ? -1 : 1;
}
