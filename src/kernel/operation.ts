import type { Command, Outcome } from './model.ts';
import { findNonJson } from './strict-json.ts';
import { UserError } from './user-error.ts';

/** A command of an actor, from its call to its return. */
export interface Operation<C extends Command = Command, O extends Outcome = Outcome> {
  /** `null`: the clock, whose operations have their own order and no order in real time. */
  readonly actor: string | null;
  /** An instant of any clock that all actors share, such as milliseconds, or the number of a line. */
  readonly calledAt: number;
  /** `null`: the outcome is unknown. The operation may take effect at any later time, or not at all. */
  readonly returnedAt: number | null;
  readonly command: C;
  /** `null` exactly where `returnedAt` is. */
  readonly outcome: O | null;
}

/** A list of operations that is no history. */
export class BadHistory extends UserError {
  override name = 'BadHistory';
}

/**
 * Throws `BadHistory` where a time is no number, an operation returns before its call, an outcome stands without a return, or
 * an actor calls while its last operation is under way.
 */
export function assertHistory(history: readonly Operation[]): void {
  const lastReturns = new Map<string, number>();
  const calls = history.map((_, index) => index);
  calls.sort((a, b) => (history[a]?.calledAt ?? 0) - (history[b]?.calledAt ?? 0) || a - b);
  for (const [index, operation] of history.entries()) {
    const fault = faultOf(operation);
    if (fault !== null) throw new BadHistory(`operation ${index} of the history ${fault}`);
  }
  for (const index of calls) {
    const operation = history[index];
    if (operation === undefined || operation.actor === null) continue;
    const { actor, calledAt, returnedAt } = operation;
    if (calledAt < (lastReturns.get(actor) ?? -Infinity))
      throw new BadHistory(`operation ${index} of the history is called by ${actor} while its last one is under way`);
    // An actor without an answer goes on.
    lastReturns.set(actor, returnedAt ?? calledAt);
  }
}

function faultOf({ actor, calledAt, returnedAt, command, outcome }: Operation): string | null {
  if (actor !== null && typeof actor !== 'string') return 'has an actor that is no text';
  if (!Number.isFinite(calledAt)) return `is called at ${calledAt}`;
  if (returnedAt !== null && !(returnedAt >= calledAt && Number.isFinite(returnedAt)))
    return `is called at ${calledAt} and returns at ${returnedAt}`;
  if ((outcome === null) !== (returnedAt === null))
    return outcome === null ? 'returns without an outcome' : 'has an outcome and no return';
  const strange = findNonJson([command, outcome]);
  return strange === null ? null : `holds ${strange.what}, which is no JSON`;
}

/** The part of a history that failed: an operation, by its index; the view at its end; a fault that was to strike. */
export type FailedPart = number | 'view' | 'fault';

/** How a system failed in a history: it threw, gave no answer in time, or gave none in JSON. */
export interface HistoryFailure {
  readonly failed: FailedPart;
  readonly details: string;
}
