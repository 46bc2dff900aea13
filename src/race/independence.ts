import type { Footprint, Touched } from '../kernel/footprint.ts';

/** A move of a race, as far as its order with the moves of others matters. */
export interface FootprintMove {
  readonly actor: string;
  /** The other actors that went on in consequence. */
  readonly woken: readonly string[];
  readonly footprint: Footprint;
  /** Whether its statement waits for a lock. */
  readonly waits: boolean;
  /** Whether a command begins with it. */
  readonly begins: boolean;
  /** Whether a command returns in it. */
  readonly returns: boolean;
  /** How the code of its client, which it runs, meets memory that all clients share, such as their clock. */
  readonly memory: 'none' | 'reads' | 'writes';
}

/** Whether the order of two moves, one right after the other, may matter. */
export function areDependent(a: FootprintMove, b: FootprintMove): boolean {
  if (areOfOne(a, b)) return true;
  // The last statement of a circle of waits is the one that the server refuses.
  if (a.waits && b.waits) return true;
  return isSeen(a, b) || isSeen(b, a) || meet(a.footprint, b.footprint) || meet(b.footprint, a.footprint);
}

/** Whether an actor has gone on in both moves. */
function areOfOne(a: FootprintMove, b: FootprintMove): boolean {
  if (a.actor === b.actor || a.woken.includes(b.actor) || b.woken.includes(a.actor)) return true;
  return a.woken.some((actor) => b.woken.includes(actor));
}

function isSeen(a: FootprintMove, b: FootprintMove): boolean {
  // Commands that overlap may have another order than commands one after the other.
  return (a.returns && b.begins) || (a.memory === 'writes' && b.memory !== 'none');
}

function meet(a: Footprint, b: Footprint): boolean {
  if (a.isUnresolved || overlap(a.locks, b.locks)) return true;
  if (overlap(a.publishes, b.sees) || overlap(a.excludes, b.reads)) return true;
  return a.isSerializable && (b.isSerializable || b.isEnd);
}

function overlap(a: Touched, b: Touched): boolean {
  if (a.has('*')) return b.size > 0;
  if (b.has('*')) return a.size > 0;
  return [...a].some((name) => b.has(name));
}
