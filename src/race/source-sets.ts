import type { Footprint } from '../kernel/footprint.ts';
import type { FootprintMove } from './independence.ts';
import { areDependent } from './independence.ts';

/** A place of the present run, and its moves. */
interface Node {
  readonly options: readonly string[];
  chosen: string;
  move: FootprintMove | null;
  /** The actors that have to go on here in a run. */
  readonly toTry: Set<string>;
  readonly tried: Set<string>;
  /** The actors that went on here in earlier runs, or before and independent of all since: with their moves. */
  readonly asleep: Map<string, FootprintMove>;
}

/**
 * Every schedule, once up to the order of independent moves: source sets with sleep sets (Abdulla,
 * Aronis, Jonsson and Sagonas, POPL 2014; sleep sets: Godefroid 1996). The runs are made outside: after `next` says which
 * actor goes on, `made` takes its move.
 */
export interface OrderSearch {
  /** The present run begins again. */
  begin(): void;
  next(options: readonly string[], usual: string | undefined): string | undefined;
  made(move: FootprintMove): void;
  /** The choices with which the present run has to begin. */
  planned(): readonly string[];
  /** Whether the present run differs from an earlier one only in the order of independent moves. */
  isRedundant(): boolean;
  /** Whether a planned move of the present run touches other names than before: then moves of two runs cannot be compared. */
  isUnsteady(): boolean;
  /** Goes on to the next run. `isWhole`: the present one did not stray. Returns whether there is one. */
  advance(run: { readonly isWhole: boolean }): boolean;
}

export function searchOrders(): OrderSearch {
  let nodes: Node[] = [];
  let plannedLength = 0;
  let depth = 0;
  let isRedundant = false;
  let isUnsteady = false;

  function sleepAfter({ asleep, move }: Node): Map<string, FootprintMove> {
    return new Map([...asleep].filter(([, own]) => move !== null && !areDependent(own, move)));
  }

  /** Where the present run could have gone on in another order, and did not in any run. */
  function noteReversals(): void {
    const moves = nodes.flatMap(({ move }) => (move === null ? [] : [move]));
    const before = orderOf(moves);
    for (const later of moves.keys())
      for (let earlier = 0; earlier < later; earlier += 1)
        if (isReversible(before, moves, { earlier, later })) addTo({ earlier, later }, before, moves);
  }

  /** So that in some run the later move, or one that it needs, comes in the place of the earlier one. */
  function addTo({ earlier, later }: Pair, before: Order, moves: readonly FootprintMove[]): void {
    const node = nodes[earlier];
    if (node === undefined) return;
    const left = [...moves.keys()].filter(
      (at) => at > earlier && at <= later && (at === later || !before(earlier, at)),
    );
    const first = left.filter((at) => !left.some((other) => other < at && before(other, at)));
    const initials = new Set(first.map((at) => moves[at]?.actor ?? ''));
    if ([...initials].some((actor) => node.toTry.has(actor) || node.asleep.has(actor))) return;
    const one = node.options.find((actor) => initials.has(actor));
    // An actor that cannot go on here waits for a lock: then any other may give it up.
    for (const actor of one === undefined ? node.options : [one]) node.toTry.add(actor);
  }

  return {
    begin() {
      nodes = nodes.slice(0, plannedLength);
      depth = 0;
      [isRedundant, isUnsteady] = [false, false];
    },
    next(options, usual) {
      const node = nodes[depth];
      if (node !== undefined) return node.chosen;
      const last = nodes.at(-1);
      const asleep = last === undefined ? new Map<string, FootprintMove>() : sleepAfter(last);
      const awake = options.filter((actor) => !asleep.has(actor));
      const chosen = usual !== undefined && awake.includes(usual) ? usual : awake[0];
      // Every other order was tried before.
      if (options.length > 0 && chosen === undefined) isRedundant = true;
      if (isRedundant || chosen === undefined) return undefined;
      nodes.push({ options, chosen, move: null, toTry: new Set([chosen]), tried: new Set(), asleep });
      return chosen;
    },
    made(move) {
      const node = nodes[depth];
      const before = depth < plannedLength - 1 ? (node?.move ?? null) : null;
      isUnsteady ||= before !== null && !sameFootprint(before.footprint, move.footprint);
      if (node !== undefined && !isRedundant) node.move = move;
      depth += 1;
    },
    planned: () => nodes.slice(0, plannedLength).map(({ chosen }) => chosen),
    isRedundant: () => isRedundant,
    isUnsteady: () => isUnsteady,
    advance({ isWhole }) {
      if (isWhole) noteReversals();
      else nodes = nodes.slice(0, plannedLength);
      for (let node = nodes.at(-1); node !== undefined; node = nodes.at(-1)) {
        const { asleep, toTry, tried, chosen, move } = node;
        if (move !== null) asleep.set(chosen, move);
        tried.add(chosen);
        const next = [...toTry].find((actor) => !tried.has(actor) && !asleep.has(actor));
        if (next !== undefined) {
          [node.chosen, node.move] = [next, null];
          plannedLength = nodes.length;
          return true;
        }
        nodes.pop();
      }
      return false;
    },
  };
}

function sameFootprint(a: Footprint, b: Footprint): boolean {
  const parts = ['sees', 'reads', 'locks', 'excludes', 'publishes'] as const;
  return parts.every((part) => a[part].size === b[part].size && [...a[part]].every((name) => b[part].has(name)));
}

/** Two places of a run. */
interface Pair {
  readonly earlier: number;
  readonly later: number;
}

/** Whether a move happens before another one in every order that is equivalent to the run. */
type Order = (earlier: number, later: number) => boolean;

function orderOf(moves: readonly FootprintMove[]): Order {
  const before: ReadonlySet<number>[] = [];
  for (const [later, move] of moves.entries()) {
    const earlier = new Set<number>();
    for (const [at, other] of [...moves.slice(0, later).entries()].toReversed()) {
      if (earlier.has(at) || !areDependent(other, move)) continue;
      for (const one of [at, ...(before[at] ?? [])]) earlier.add(one);
    }
    before.push(earlier);
  }
  return (earlier, later) => before[later]?.has(earlier) ?? false;
}

/** Whether two dependent moves of a run come one right after the other in an equivalent run, and could change places. */
function isReversible(before: Order, moves: readonly FootprintMove[], { earlier, later }: Pair): boolean {
  const [one, other] = [moves[earlier], moves[later]];
  if (one === undefined || other === undefined || !before(earlier, later)) return false;
  if (one.actor === other.actor || one.woken.includes(other.actor)) return false;
  for (let at = earlier + 1; at < later; at += 1) if (before(earlier, at) && before(at, later)) return false;
  return true;
}
