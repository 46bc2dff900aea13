import type { Command, Outcome } from '../../kernel/model.ts';
import type { Operation } from '../../kernel/operation.ts';

/** What a line of a history reports of an actor. */
export type HistoryEvent = { readonly actor: string | null; readonly at: number } & (
  | { readonly kind: 'call'; readonly command: Command }
  | { readonly kind: 'return'; readonly outcome: Outcome }
  /** No answer will come: the command may take effect at any later time, or not at all. */
  | { readonly kind: 'unknown' }
  /** The command never took effect. */
  | { readonly kind: 'never' }
);

/** The commands under way, and the operations so far. */
export interface Collected {
  /** Takes in an event. Returns what is wrong with it, in words; `null` where it fits. */
  take(event: HistoryEvent): string | null;
  /** The command that the actor has under way. */
  commandOf(actor: string | null): Command | null;
  /** In the order of their calls. A command under way has no outcome. */
  operations(): Operation[];
  count(): number;
}

export function collectEvents(): Collected {
  const operations: (Operation | null)[] = [];
  const underWay = new Map<string | null, number>();
  let latest = -Infinity;
  let count = 0;

  function call(actor: string | null, calledAt: number, command: Command): string | null {
    if (underWay.has(actor)) return `${named(actor)} calls while its last command is under way`;
    underWay.set(actor, operations.length);
    operations.push({ actor, calledAt, returnedAt: null, command, outcome: null });
    count += 1;
    return null;
  }

  return {
    take(event) {
      const { actor, at } = event;
      if (at < latest) return `the time ${at} lies before the time ${latest} of a line before`;
      latest = at;
      if (event.kind === 'call') return call(actor, at, event.command);
      const index = underWay.get(actor);
      const operation = index === undefined ? undefined : operations[index];
      if (index === undefined || operation === null || operation === undefined)
        return `${named(actor)} returns, and has no command under way`;
      underWay.delete(actor);
      if (event.kind === 'return') operations[index] = { ...operation, returnedAt: at, outcome: event.outcome };
      if (event.kind === 'never') {
        operations[index] = null;
        count -= 1;
      }
      return null;
    },
    commandOf: (actor) => operations[underWay.get(actor) ?? -1]?.command ?? null,
    operations: () => operations.filter((operation) => operation !== null),
    count: () => count,
  };
}

function named(actor: string | null): string {
  return actor === null ? 'the clock' : `the actor ${actor}`;
}
