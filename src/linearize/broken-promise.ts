import type { BrokenPromise } from '../kernel/follow-contract.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Part } from './parts-of-state.ts';
import type { Reached } from './search.ts';
import type { Specification } from './specification.ts';

/** The promise of a contract that the order which came furthest breaks; `null` where there is no contract. */
export function brokenAtFurthest<State, C extends Command, O extends Outcome>(
  specification: Specification<State, C, O>,
  history: readonly Operation<C, O>[],
  { operations, prepared, look }: Pick<Part, 'operations' | 'look'> & { readonly prepared: Part['prepared'] },
  { order, stuckAt }: Reached,
): BrokenPromise | null {
  const { brokenBy, brokenAtEnd, initial } = specification;
  if (brokenBy === undefined || brokenAtEnd === undefined) return null;
  const last = order.at(-1);
  const state = last === undefined ? initial[0] : (prepared.takes.stateAt(last.to) as State);
  if (state === undefined) return null;
  const taken = new Set(order.map(({ index }) => index));
  const next = operationsNext(
    history,
    operations.filter((index) => !taken.has(index)),
    specification,
  );
  if (next.length === 0) return look === undefined ? null : brokenAtEnd(state, look.seen);
  for (const index of next.toSorted((a, b) => Number(b === stuckAt) - Number(a === stuckAt))) {
    const operation = history[index];
    if (operation === undefined) continue;
    const { command, outcome } = operation;
    const broken = brokenBy(state, { command, outcome, isOverlapped: false });
    if (broken !== null) return broken;
  }
  return null;
}

/** Of these operations those that no other one of them precedes in real time: any of them may come next. */
function operationsNext<C extends Command, O extends Outcome>(
  history: readonly Operation<C, O>[],
  left: readonly number[],
  { isOfClock }: Pick<Specification<unknown, C, O>, 'isOfClock'>,
): readonly number[] {
  const isClock = (index: number): boolean => {
    const operation = history[index];
    return operation !== undefined && (operation.actor === null || isOfClock(operation.command));
  };
  const ofActors = left.filter((index) => !isClock(index));
  const firstReturn = Math.min(...ofActors.map((index) => history[index]?.returnedAt ?? Infinity));
  const free = ofActors.filter((index) => (history[index]?.calledAt ?? Infinity) <= firstReturn);
  return [...free, ...left.filter(isClock).slice(0, 1)];
}
