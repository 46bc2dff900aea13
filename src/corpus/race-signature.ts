import { sameJson } from '../kernel/json.ts';
import { strikeInStep } from '../kernel/race.ts';
import { firstOf } from '../kernel/use-case.ts';
import type { RaceTrace } from './race-trace.ts';
import { compareLists, digitsOf, forFile, inOrderOfUse, sorted, wordsOfPolicies } from './signature.ts';

/**
 * Whether two traces show the same finding: what is wrong, and the same promise of a contract, with commands of the same types at once and with the same fault or
 * none, on the same system under the same policies.
 */
export function isSameFoundRace(a: RaceTrace, b: RaceTrace): boolean {
  return sameJson(findingOf(a), findingOf(b));
}

function findingOf(trace: RaceTrace): object {
  const { subject, system, policies, violation } = trace;
  const { kind, promise } = violation;
  const finding = {
    subject,
    system,
    policies,
    kind,
    ...(promise !== undefined && { promise }),
    atOnce: typesAtOnce(trace),
  };
  const faults = faultsIn(trace);
  // The digits of files from before an actor could be killed.
  if (faults.includes('kill')) return { ...finding, faults };
  return faults.length > 0 ? { ...finding, hasCut: true } : finding;
}

/** The faults that strike in the schedule, each once. */
function faultsIn({ moves }: Pick<RaceTrace, 'moves'>): string[] {
  return [...new Set(moves.flatMap((move) => strikeInStep(move)?.fault ?? []))].toSorted();
}

/** The types of the commands at once, actor by actor, whichever actors they are. */
export function typesAtOnce({ atOnce }: Pick<RaceTrace, 'atOnce'>): string[] {
  return atOnce.map(({ commands }) => commands.map(({ type }) => type).join('-')).toSorted();
}

/** The name of the file of a race: as that of a run, with the commands at once in place of an invariant. */
export function raceFileNameOf(trace: RaceTrace, symmetry: readonly (readonly string[])[]): string {
  const { before, atOnce } = trace;
  const commands = [before, ...atOnce.map((one) => one.commands)];
  const inUse = inOrderOfUse(commands.flat().map(firstOf), symmetry);
  return `${raceFindingName(trace)}.${digitsOf({ ...findingOf(trace), before: before.length, commands: inUse })}.json`;
}

/** The beginning of all file names of the same finding. */
export function raceFindingName(trace: RaceTrace): string {
  const { subject, system, policies, violation } = trace;
  const race = [...typesAtOnce(trace), ...faultsIn(trace)].join('+');
  const what = violation.promise ?? violation.kind;
  return [subject, system, wordsOfPolicies(policies), what, race].map(forFile).join('.');
}

/**
 * Compares two traces of the same finding, negative where the first is better: fewer commands before, fewer at once, fewer
 * preemptions, fewer moves, then a `minimal` certificate, then the first in the order of their texts.
 */
export function compareRaces(a: RaceTrace, b: RaceTrace): number {
  return compareLists(sizesOfRace(a), sizesOfRace(b));
}

function sizesOfRace({ before, atOnce, preemptions, moves, certificate }: RaceTrace): (number | string)[] {
  const isProved = certificate?.kind === 'minimal';
  const commands = atOnce.flatMap((one) => one.commands).length;
  const sizes = [before.length, commands, preemptions, moves.length];
  return [...sizes, isProved ? 0 : 1, JSON.stringify(sorted([before, atOnce]))];
}
