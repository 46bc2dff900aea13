import { join } from 'node:path';
import type { AnyTrace } from '../corpus/any-trace.ts';
import { compareRaces, typesAtOnce } from '../corpus/race-signature.ts';
import { compareTraces } from '../corpus/signature.ts';
import { sameRaceFinding } from '../kernel/race-violation.ts';
import type { FindingParts, FoundAtOnce, ShrunkFinding } from './batch.ts';
import type { Job } from './job.ts';

/** The same for the same finding: of one subject, on one system, under one set of policies. */
export function findingKey(
  { subject, system, policies }: Pick<AnyTrace, 'subject' | 'system' | 'policies'>,
  { kind, name, where }: FindingParts,
): string {
  return JSON.stringify([...placeOf({ subject, system, policies }), kind, name, where ?? null]);
}

/** The finding that a run or a race shows. */
export function findingIn(trace: AnyTrace | FoundAtOnce): FindingParts {
  if (!('atOnce' in trace)) return trace.violation;
  const { kind, promise } = trace.violation;
  return { kind: `race: ${promise === undefined ? kind : `${kind}, ${promise}`}`, name: typesAtOnce(trace).join('+') };
}

/**
 * Whether a race counts as a known finding: it is wrong in the same way, and has the commands of the known race at once, each
 * actor of it for an actor of its own. To shrink each such race would take the rest of the campaign.
 */
export function isOfKnownRace(shown: FoundAtOnce, known: FoundAtOnce): boolean {
  const typesIn = ({ atOnce }: FoundAtOnce): string[][] =>
    atOnce.map(({ commands }) => commands.map(({ type }) => type));
  return sameRaceFinding(shown.violation, known.violation) && hasSides(typesIn(shown), typesIn(known));
}

/** Whether the types of each of these sides come, in their order, on another one of those sides. */
function hasSides(those: readonly (readonly string[])[], [first, ...others]: readonly (readonly string[])[]): boolean {
  if (first === undefined) return true;
  return those.some((side, at) => hasInOrder(side, first) && hasSides(those.toSpliced(at, 1), others));
}

function hasInOrder(all: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (one === wanted[at]) at += 1;
  return at === wanted.length;
}

/** Where a finding is looked for: in any scope, by any strategy. */
export function placeOf({ subject, system, policies }: Pick<Job, 'subject' | 'system' | 'policies'>): string[] {
  return [subject, system, JSON.stringify(Object.entries(policies).toSorted(([a], [b]) => (a < b ? -1 : 1)))];
}

/** Negative where the first is the one to keep: that shows every time, then the shorter run or the smaller race. */
export function compareFound(a: ShrunkFinding, b: ShrunkFinding): number {
  const bySure = Number(isSure(b)) - Number(isSure(a));
  if (a.trace.version === 5 && b.trace.version === 5) return bySure || compareRaces(a.trace, b.trace);
  if (a.trace.version === 5 || b.trace.version === 5) throw new TypeError('a run and a race are no same finding');
  return bySure || compareTraces(a.trace, b.trace);
}

/** Whether it shows whenever it is replayed. */
export function isSure({ shown, of }: Pick<ShrunkFinding, 'shown' | 'of'>): boolean {
  return shown === of;
}

/** Where a finding is kept: what shows only sometimes is kept apart, or every check would begin with it. */
export function folderOf(folder: string, found: Pick<ShrunkFinding, 'shown' | 'of'>): string {
  return isSure(found) ? folder : join(folder, 'sometimes');
}
