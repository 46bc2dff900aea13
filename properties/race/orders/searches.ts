import type { FootprintMove } from '../../../src/race/independence.ts';
import { areDependent } from '../../../src/race/independence.ts';
import { searchOrders } from '../../../src/race/source-sets.ts';
import type { Double } from './double.ts';

/** What the runs of a race have shown. */
export interface Shown {
  /** In the order of their texts. */
  readonly outcomes: readonly string[];
  readonly runs: number;
  /** How many of the runs differ by more than the order of independent moves. */
  readonly orders: number;
  readonly redundant: number;
}

/** The pairs of dependent moves of a run, by their actors and places: the same for the same order. */
function traceOf(moves: readonly FootprintMove[]): string {
  const made = new Map<string, number>();
  const names = moves.map(({ actor }) => {
    made.set(actor, (made.get(actor) ?? 0) + 1);
    return `${actor}${made.get(actor)}`;
  });
  return moves
    .flatMap((move, at) =>
      moves
        .slice(0, at)
        .flatMap((other, earlier) => (areDependent(other, move) ? [`${names[earlier]}<${names[at]}`] : [])),
    )
    .toSorted()
    .join(' ');
}

/** Every schedule. */
export function searchAll(open: () => Double): Shown {
  const outcomes = new Set<string>();
  const waiting: string[][] = [[]];
  let runs = 0;
  for (let planned = waiting.pop(); planned !== undefined; planned = waiting.pop()) {
    const race = open();
    const made: string[] = [];
    for (let options = race.options(); options.length > 0; options = race.options()) {
      const isPlanned = made.length < planned.length;
      if (!isPlanned) for (const other of options.slice(1)) waiting.push([...made, other]);
      const chosen = (isPlanned ? planned[made.length] : options[0]) ?? '';
      race.release(chosen);
      made.push(chosen);
    }
    runs += 1;
    outcomes.add(race.outcome());
  }
  return { outcomes: [...outcomes].toSorted(), runs, orders: runs, redundant: 0 };
}

/** Every order. `alter`: breaks the moves that the search sees. */
export function searchReduced(
  open: () => Double,
  {
    alter = (move) => move,
    search = searchOrders(),
  }: {
    readonly alter?: (move: FootprintMove) => FootprintMove;
    readonly search?: ReturnType<typeof searchOrders>;
  } = {},
): Shown {
  const outcomes = new Set<string>();
  const orders = new Set<string>();
  let [runs, redundant] = [0, 0];
  do {
    search.begin();
    const race = open();
    const moves: FootprintMove[] = [];
    for (let options = race.options(); options.length > 0; options = race.options()) {
      const current = moves.at(-1)?.actor;
      const usual = current !== undefined && options.includes(current) ? current : options[0];
      const chosen = search.next(options, usual);
      if (chosen === undefined) break;
      const move = alter(race.release(chosen));
      search.made(move);
      moves.push(move);
    }
    if (search.isRedundant()) redundant += 1;
    else {
      runs += 1;
      outcomes.add(race.outcome());
      orders.add(traceOf(moves));
    }
  } while (search.advance({ isWhole: true }));
  return { outcomes: [...outcomes].toSorted(), runs, orders: orders.size, redundant };
}
