import type { Finding, Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { ViolationFound } from './lockstep.ts';

/** What else was come upon while one finding was made short. */
export interface Met<C> {
  see(violation: Violation, commands: readonly C[]): void;
  /** Each once, by the shortest run that showed it; in the order of kind, name and place. */
  findings(): readonly ViolationFound<C>[];
}

export function recordMet<C>(sought: Finding): Met<C> {
  let met: ViolationFound<C>[] = [];
  return {
    see(violation, commands) {
      if (sameFinding(violation, sought)) return;
      const known = met.find((other) => sameFinding(other.violation, violation));
      if (known !== undefined && known.commands.length <= commands.length) return;
      met = [...met.filter((other) => other !== known), new ViolationFound(violation, commands)];
    },
    findings: () => met.toSorted((a, b) => (keyOf(a.violation) < keyOf(b.violation) ? -1 : 1)),
  };
}

function keyOf({ kind, name, where = '' }: Finding): string {
  return JSON.stringify([kind, name, where]);
}
