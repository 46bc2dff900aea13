import type { ModelTable, Move } from './random-models.ts';
import { outcomeOf } from './random-models.ts';

/** What is true of a table, found the plain way: every state, every edge, every order of recovery, one by one. */
export interface Truth {
  readonly statesPerDepth: readonly number[];
  readonly generatedStates: number;
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Per violation, `recovery` for one that does not end in time: how many commands away at the nearest. */
  readonly violations: Readonly<Record<string, number>>;
  /** `null` where a recovery goes round in a circle. */
  readonly longestRecovery: number | null;
}

/** One order of recovery, to its end or to where it comes back to a state that it was in. */
export interface Order {
  readonly moves: readonly Move[];
  /** `null` where it goes round in a circle. */
  readonly end: number | null;
}

/** Every order of recovery from a state. */
export function ordersFrom(table: ModelTable, at: number, been: readonly number[] = []): Order[] {
  if (been.includes(at)) return [{ moves: [], end: null }];
  const moves = table.recoveries[at] ?? [];
  if (moves.length === 0) return [{ moves: [], end: at }];
  return moves.flatMap((move) =>
    ordersFrom(table, move.to, [...been, at]).map(({ moves: after, end }) => ({ moves: [move, ...after], end })),
  );
}

/** The violations that recovery from a state shows. */
export function violatedAfter(table: ModelTable, at: number): string[] {
  const orders = ordersFrom(table, at);
  const settled = table.violatingEnds.flatMap((states, index) =>
    orders.some(({ end }) => end !== null && states.includes(end)) ? [`E${index}`] : [],
  );
  const isTooLong = orders.some(({ moves, end }) => end === null || moves.length > (table.longestRecovery ?? Infinity));
  return isTooLong ? [...settled, 'recovery'] : settled;
}

/** The invariants of steps that a step violates. */
export function violatedAcross(table: ModelTable, from: number, to: number): string[] {
  return table.violatingSteps.flatMap((steps, index) =>
    steps.some(([one, other]) => one === from && other === to) ? [`T${index}`] : [],
  );
}

/** The invariants of states that a state violates. */
export function violatedIn(table: ModelTable, at: number): string[] {
  return table.violatingStates.flatMap((states, index) => (states.includes(at) ? [`S${index}`] : []));
}

export function truthOf(table: ModelTable): Truth {
  const violations: Record<string, number> = {};
  const note = (names: readonly string[], length: number): void => {
    for (const name of names) violations[name] = Math.min(violations[name] ?? Infinity, length);
  };
  const outcomes: Record<string, Record<string, number>> = {};
  const statesPerDepth: number[] = [];
  const reached = new Set([0]);
  let generatedStates = 1;
  let longestRecovery: number | null = 0;
  for (let level = [0]; level.length > 0;) {
    const depth = statesPerDepth.push(level.length) - 1;
    const next: number[] = [];
    for (const at of level) {
      note([...violatedIn(table, at), ...violatedAfter(table, at)], depth);
      for (const { moves, end } of ordersFrom(table, at))
        longestRecovery = longestRecovery === null || end === null ? null : Math.max(longestRecovery, moves.length);
      for (const { type, to } of table.commands[at] ?? []) {
        generatedStates += 1;
        const ofType = (outcomes[type] ??= {});
        ofType[outcomeOf(at, to)] = (ofType[outcomeOf(at, to)] ?? 0) + 1;
        note(violatedAcross(table, at, to), depth + 1);
        if (reached.has(to)) continue;
        reached.add(to);
        next.push(to);
      }
    }
    level = next;
  }
  return { statesPerDepth, generatedStates, outcomes, violations, longestRecovery };
}

/** The least number of faults in a run of so many commands that shows a violation; `Infinity` where none does. */
export function fewestFaults(table: ModelTable, name: string, length: number, at = 0, last = -1): number {
  if (length === 0) {
    const across = last < 0 ? [] : violatedAcross(table, last, at);
    const shown = [...across, ...violatedIn(table, at), ...violatedAfter(table, at)];
    return shown.includes(name) ? 0 : Infinity;
  }
  const rest = (table.commands[at] ?? []).map(
    ({ to, fault }) => (fault === undefined ? 0 : 1) + fewestFaults(table, name, length - 1, to, at),
  );
  return Math.min(Infinity, ...rest);
}
