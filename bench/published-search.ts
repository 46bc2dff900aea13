import { stepOnCopy } from '../src/kernel/execute.ts';
import { sameJson } from '../src/kernel/json.ts';
import type { Command, Outcome } from '../src/kernel/model.ts';
import type { Operation } from '../src/kernel/operation.ts';
import type { HistoryModel } from '../src/linearize/specification.ts';

/** A call or a return in a doubly linked list. */
interface Entry {
  readonly operation: number;
  /** The return of a call; `null` for a return. */
  readonly match: Entry | null;
  previous: Entry | null;
  next: Entry | null;
}

export interface PublishedResult {
  readonly verdict: 'linearizable' | 'illegal' | 'given up';
  readonly steps: number;
}

export interface PublishedOptions {
  readonly maxSteps: number;
  /** Called every thousand steps. */
  readonly onPause: () => void;
}

/**
 * The search as published, without any of our rules: Wing and Gong's (1993) with the cache of Lowe (2017), on a linked list
 * of calls and returns, as Porcupine has it. An operation without an outcome returns at the end, with any outcome.
 */
export function publishedSearch<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  history: readonly Operation<C, O>[],
  { maxSteps, onPause }: PublishedOptions,
): PublishedResult {
  const head = listOf(history);
  const taken = new Uint32Array(Math.ceil(history.length / 32));
  const cache = new Map<number, { readonly taken: Uint32Array; readonly state: State }[]>();
  const calls: { readonly entry: Entry; readonly state: State }[] = [];
  let state = model.initial;
  let entry = head.next;
  let steps = 0;
  while (head.next !== null) {
    if (steps >= maxSteps) return { verdict: 'given up', steps };
    if (entry !== null && entry.match !== null) {
      const operation = history[entry.operation];
      if (operation === undefined) throw new RangeError('no such operation');
      steps += 1;
      if (steps % 1_000 === 0) onPause();
      const ending = stepOnCopy(model, state, operation.command);
      const isRight = operation.outcome === null || sameJson(ending.outcome, operation.outcome);
      if (isRight && isNew(cache, withBit(taken, entry.operation), ending.state)) {
        calls.push({ entry, state });
        state = ending.state;
        setBit(taken, entry.operation);
        lift(entry);
        entry = head.next;
      } else {
        entry = entry.next;
      }
    } else {
      const last = calls.pop();
      if (last === undefined) return { verdict: 'illegal', steps };
      state = last.state;
      setBit(taken, last.entry.operation, false);
      unlift(last.entry);
      entry = last.entry.next;
    }
  }
  return { verdict: 'linearizable', steps };
}

/** Whether this set of operations and this state are new in the cache, which then has them. */
function isNew<State>(
  cache: Map<number, { readonly taken: Uint32Array; readonly state: State }[]>,
  taken: Uint32Array,
  state: State,
): boolean {
  let hash = 0;
  for (const word of taken) hash = (Math.imul(hash ^ word, 0x9e37_79b1) ^ (hash >>> 15)) | 0;
  const bucket = cache.get(hash);
  const isKnown = bucket?.some(
    (one) => one.taken.every((word, at) => word === taken[at]) && sameJson(one.state, state),
  );
  if (isKnown === true) return false;
  if (bucket === undefined) cache.set(hash, [{ taken, state }]);
  else bucket.push({ taken, state });
  return true;
}

function listOf(history: readonly Operation[]): Entry {
  const events = history.flatMap(({ calledAt, returnedAt }, operation) => [
    { operation, at: calledAt, isCall: true },
    { operation, at: returnedAt ?? Infinity, isCall: false },
  ]);
  events.sort((a, b) => (a.at === b.at ? Number(b.isCall) - Number(a.isCall) : a.at < b.at ? -1 : 1));
  const returns = new Map<number, Entry>();
  const head: Entry = { operation: -1, match: null, previous: null, next: null };
  let next: Entry | null = null;
  for (const { operation, isCall } of events.toReversed()) {
    const entry: Entry = { operation, match: isCall ? (returns.get(operation) ?? null) : null, previous: head, next };
    if (!isCall) returns.set(operation, entry);
    if (next !== null) next.previous = entry;
    next = entry;
  }
  head.next = next;
  return head;
}

function lift(call: Entry): void {
  for (const one of [call, call.match]) {
    if (one === null) continue;
    if (one.previous !== null) one.previous.next = one.next;
    if (one.next !== null) one.next.previous = one.previous;
  }
}

function unlift(call: Entry): void {
  for (const one of [call.match, call]) {
    if (one === null) continue;
    if (one.previous !== null) one.previous.next = one;
    if (one.next !== null) one.next.previous = one;
  }
}

function setBit(bits: Uint32Array, at: number, isSet = true): void {
  const word = bits[at >> 5] ?? 0;
  bits[at >> 5] = isSet ? word | (1 << (at & 31)) : word & ~(1 << (at & 31));
}

function withBit(bits: Uint32Array, at: number): Uint32Array {
  const copy = bits.slice();
  setBit(copy, at);
  return copy;
}
