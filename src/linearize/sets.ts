import type { PairTable } from './pair-table.ts';
import { createPairTable } from './pair-table.ts';

/**
 * Sets of small numbers, each set with a number of its own: two sets are the same exactly if their numbers are. 0 is the
 * empty set. A set is its largest member and the set of the others, so a set takes two numbers.
 */
export interface Sets {
  /** The set with one more member. */
  with(set: number, member: number): number;
  /** Calls `each` with every member, the largest first. */
  forEach(set: number, each: (member: number) => void): void;
  /** Whether every member of `part` is in `whole`. */
  isSubset(part: number, whole: number): boolean;
  bytes(): number;
}

export function createSets(): Sets {
  const largest: number[] = [-1];
  const others: number[] = [0];
  const known: PairTable = createPairTable();

  function join(rest: number, member: number): number {
    const found = known.get(rest, member);
    if (found >= 0) return found;
    const set = largest.length;
    largest.push(member);
    others.push(rest);
    known.set(rest, member, set);
    return set;
  }

  function withMember(set: number, member: number): number {
    const larger: number[] = [];
    let rest = set;
    for (; (largest[rest] ?? -1) > member; rest = others[rest] ?? 0) larger.push(largest[rest] ?? -1);
    if (largest[rest] === member) return set;
    return larger.reduceRight(join, join(rest, member));
  }

  return {
    with: withMember,
    forEach(set, each) {
      for (let left = set; left !== 0; left = others[left] ?? 0) each(largest[left] ?? -1);
    },
    isSubset(part, whole) {
      let small = part;
      let large = whole;
      while (small !== 0 && small !== large) {
        const wanted = largest[small] ?? -1;
        const top = largest[large] ?? -1;
        if (top < wanted) return false;
        if (top === wanted) small = others[small] ?? 0;
        large = others[large] ?? 0;
      }
      return true;
    },
    bytes: () => known.bytes() + largest.length * 16,
  };
}
