import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';

/** What earlier runs have shown, as data. */
export interface ShownBefore {
  /** How many runs. */
  readonly runs: number;
  /** The kinds of steps, two words each: both halves of the fingerprint. */
  readonly kinds: Int32Array;
}

/** What runs have shown so far, over several checks of one model: each check goes on where the one before it ended. */
export interface RunMemory {
  /** How many runs, with those before. */
  readonly runs: number;
  endRun(): void;
  hasKind(kind: string): boolean;
  /** A kind that the memory does not have. */
  addKind(kind: string): void;
  /** The kinds that were added, as `ShownBefore` has them. */
  addedKinds(): Int32Array;
}

export const nothingShown: ShownBefore = { runs: 0, kinds: new Int32Array() };

export function createRunMemory(before: ShownBefore = nothingShown): RunMemory {
  const known = new Set<string>();
  const added: Fingerprint[] = [];
  let { runs } = before;
  for (let at = 0; at < before.kinds.length; at += 2)
    known.add(keyOf({ high: before.kinds[at] ?? 0, low: before.kinds[at + 1] ?? 0 }));
  return {
    get runs() {
      return runs;
    },
    endRun: () => void (runs += 1),
    hasKind: (kind) => known.has(keyOf(fingerprintOf(kind))),
    addKind(kind) {
      const fingerprint = fingerprintOf(kind);
      known.add(keyOf(fingerprint));
      added.push(fingerprint);
    },
    addedKinds: () => Int32Array.from(added.flatMap(({ high, low }) => [high, low])),
  };
}

function keyOf({ high, low }: Fingerprint): string {
  return `${high} ${low}`;
}
