import type { ViolatingRun } from '../kernel/run.ts';
import { allCommandsOf } from '../kernel/run.ts';
import type { Finding } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';

/** Other findings while the run of a finding was shrunk. */
export interface OtherFindings<C> {
  see(found: ViolatingRun<C>): void;
  /** Each finding once, by the shortest run that showed it; in the order of kind, name and place. */
  all(): readonly ViolatingRun<C>[];
}

export function recordOtherFindings<C>(sought: Finding): OtherFindings<C> {
  let seen: ViolatingRun<C>[] = [];
  return {
    see(found) {
      if (sameFinding(found.violation, sought)) return;
      const known = seen.find((other) => sameFinding(other.violation, found.violation));
      if (known !== undefined && allCommandsOf(known).length <= allCommandsOf(found).length) return;
      seen = [...seen.filter((other) => other !== known), found];
    },
    all: () => seen.toSorted((a, b) => (keyOf(a.violation) < keyOf(b.violation) ? -1 : 1)),
  };
}

function keyOf({ kind, name, where = '' }: Finding): string {
  return JSON.stringify([kind, name, where]);
}
