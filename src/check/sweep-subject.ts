import type { FailureMode } from '../corpus/failure-modes.ts';
import { runsAmong } from '../corpus/failure-modes.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { setUp } from '../kernel/setup.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { CannotSweep } from './crash-judge.ts';
import { sweep } from './sweep.ts';
import type { Swept, SweptViolation } from './sweep.ts';

/** A run to crash, and under which policies. */
export interface PlannedSweep {
  /** `happy path`, or the number of a failure mode and its title. */
  readonly title: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Scope;
  readonly commands: readonly Command[];
  /** The invariants that may be violated, since a policy that protects them is off. */
  readonly unprotected: readonly string[];
}

/** A planned run, with its results. */
export interface SweptRow extends Omit<Swept<Command, Outcome>, 'violations'>, PlannedSweep {
  /** By name, in how many runs. */
  readonly unprotectedViolations: Readonly<Record<string, number>>;
  readonly violations: readonly SweptViolation<Command, Outcome>[];
}

/**
 * The verdict of a sweep.
 *
 * - `holds`: an actor crashed at every failpoint, and no protected invariant was violated.
 * - `violated`: a protected invariant was violated.
 * - `missed`: at a failpoint no actor crashed, or no failpoint was reached: that shows little.
 * - `interrupted`: stopped before the end.
 */
export type SweepVerdict = 'holds' | 'violated' | 'missed' | 'interrupted';

/** The number of runs in which an invariant was checked, and the number in which it was violated. */
interface InvariantCounts {
  readonly runs: number;
  readonly violated: number;
}

/** The results of crashing a subject's runs. */
export interface Sweep {
  readonly subject: string;
  readonly system: string;
  readonly verdict: SweepVerdict;
  /** The number of crashes at each failpoint, by its name, in the order in which runs reach them. */
  readonly killedAt: Readonly<Record<string, number>>;
  /** The outcomes of commands with a crash: by the outcome's type, how often. */
  readonly answers: Readonly<Record<string, number>>;
  /** The checks of each invariant, by its id, where it is protected and where a policy that protects it is off. */
  readonly invariants: Readonly<
    Record<string, { readonly protected: InvariantCounts; readonly unprotected: InvariantCounts }>
  >;
  readonly rows: readonly SweptRow[];
}

/** Whether a subject can be swept: its model names the state after a crash. */
export function canSweep({ model, scopes, defaultScope, ...subject }: AnySubject): boolean {
  const { stateShowing, afterCrash } = model(policiesWithout(subject, []), scopes[defaultScope] ?? {});
  return stateShowing !== undefined || afterCrash !== undefined;
}

/** The subject's named runs; the scenario of each of its failure modes, as shipped and with its policies off. */
export function planSweep(subject: AnySubject, modes: readonly FailureMode[]): PlannedSweep[] {
  const protectedBy = (without: readonly string[]): string[] =>
    without.flatMap((policy) => subject.policies[policy]?.protects ?? []);
  const namedRuns = (subject.namedRuns ?? []).map(({ title, scope, commands, without = [] }): PlannedSweep => {
    return { title, scope, commands, without, unprotected: protectedBy(without) };
  });
  const scenarios = runsAmong(modes)
    .filter((mode) => mode.subject === subject.name)
    .flatMap(({ id, title: name, without, scope, breaks, commands, recovery = [] }): PlannedSweep[] => {
      const run = { title: `${id} ${name}`, scope, commands: [...commands, ...recovery] };
      const shipped = { ...run, without: [], unprotected: [] };
      const claimed = [
        ...breaks.during,
        ...breaks.settled,
        ...(breaks.onSystem === undefined ? [] : [breaks.onSystem.name]),
      ];
      const unprotected = [...new Set([...protectedBy(without), ...claimed])];
      // A violation that no policy prevents also occurs as shipped.
      return without.length === 0 ? [{ ...shipped, unprotected }] : [shipped, { ...run, without, unprotected }];
    });
  return [...namedRuns, ...scenarios];
}

export interface SweepSubjectOptions {
  /** How long the system may take for an answer, in milliseconds; by default what the subject says. */
  readonly answerMs?: number | undefined;
  /** Stops the work; the runs crashed until then are reported as `interrupted`. */
  readonly signal?: AbortSignal;
  /** Called now and then: of the planned run of this title, so many of its crashes are done. */
  readonly onProgress?: (title: string, done: number, of: number) => void;
}

/** Crashes each planned run at every failpoint that it reaches on the system, and recovers. Throws `CannotSweep`. */
export async function sweepSubject(
  subject: AnySubject,
  system: string,
  planned: readonly PlannedSweep[],
  { answerMs, signal, onProgress }: SweepSubjectOptions = {},
): Promise<Sweep> {
  const rows: SweptRow[] = [];
  try {
    for (const run of planned) {
      const { title, without, scope, commands, unprotected } = run;
      const setup = setUp(subject, { system, policies: policiesWithout(subject, without), scope, answerMs });
      const swept = await sweep(setup, commands, {
        ...(signal && { signal }),
        onProgress: (done, of) => onProgress?.(title, done, of),
      });
      const isUnprotected = ({ violation }: (typeof swept.violations)[number]): boolean =>
        unprotected.includes(violation.name);
      const counts = swept.violations
        .filter(isUnprotected)
        .map(({ violation, runs }) => [violation.name, runs] as const);
      const violations = swept.violations.filter((violation) => !isUnprotected(violation));
      rows.push({ ...run, ...swept, unprotectedViolations: Object.fromEntries(counts), violations });
      if (swept.isPartial) break;
    }
  } catch (error) {
    if (!(error instanceof CannotSweep)) throw error;
    throw new CannotSweep(`${subject.name}: ${error.message}`, { cause: error });
  }
  return {
    subject: subject.name,
    system,
    verdict: verdictOf(rows),
    killedAt: killedAt(rows),
    answers: answersIn(rows),
    invariants: invariantsOf(rows),
    rows,
  };
}

function verdictOf(rows: readonly SweptRow[]): SweepVerdict {
  if (rows.some(({ isPartial }) => isPartial)) return 'interrupted';
  if (rows.some(({ violations }) => violations.length > 0)) return 'violated';
  return rows.length > 0 && rows.every(killedEverywhere) ? 'holds' : 'missed';
}

function killedEverywhere({ points }: SweptRow): boolean {
  return points.length > 0 && points.every(({ killed }) => killed.length === 2);
}

function killedAt(rows: readonly SweptRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { points } of rows) {
    for (const { name, killed } of points) counts[name] = (counts[name] ?? 0) + killed.length;
  }
  return counts;
}

function answersIn(rows: readonly SweptRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { answers } of rows) {
    for (const [type, count] of Object.entries(answers)) counts[type] = (counts[type] ?? 0) + count;
  }
  return counts;
}

function invariantsOf(rows: readonly SweptRow[]): Sweep['invariants'] {
  const ids = [...new Set(rows.flatMap(({ asked }) => Object.keys(asked)))].toSorted();
  const over = (id: string, isMeant: (row: SweptRow) => boolean): InvariantCounts => {
    const meant = rows.filter(isMeant);
    const violated = meant.map(({ violations, unprotectedViolations }) => {
      const own = violations.find(({ violation }) => violation.name === id);
      return own?.runs ?? unprotectedViolations[id] ?? 0;
    });
    return { runs: sum(meant.map(({ asked }) => asked[id] ?? 0)), violated: sum(violated) };
  };
  return Object.fromEntries(
    ids.map((id) => {
      const isUnprotected = ({ unprotected }: SweptRow): boolean => unprotected.includes(id);
      return [id, { protected: over(id, (row) => !isUnprotected(row)), unprotected: over(id, isUnprotected) }];
    }),
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
