import { join } from 'node:path';
import { styleText } from 'node:util';
import { pairOf } from '../check/run.ts';
import { CannotSweep, sweep } from '../check/sweep.ts';
import type { Lasting, Swept, SweptFall } from '../check/sweep.ts';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { readFailureModes, runsAmong } from '../corpus/failure-modes.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { table } from '../report/table.ts';
import { wrapped } from '../report/wrapped.ts';
import { chooseSubjects, chooseSystem } from './choose.ts';
import { exitCode, UsageError, worstOf } from './exit.ts';
import { showProgress } from './progress.ts';

export interface SweepFlags {
  readonly system?: string;
  readonly json?: boolean;
}

/** A run to be crashed, and under which policies. */
export interface Planned {
  /** `happy path`, or the number of a failure mode and its title. */
  readonly title: string;
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Scope;
  readonly commands: readonly Command[];
  /** What may fall, since what protects it is off. */
  readonly unprotected: readonly string[];
}

interface Row extends Omit<Swept<Command, Outcome>, 'falls'>, Planned {
  /** By name, in how many runs. */
  readonly unprotectedFalls: Readonly<Record<string, number>>;
  readonly falls: readonly SweptFall<Command, Outcome>[];
}

/**
 * - `holds`: somebody died at every point, and what is protected never fell.
 * - `violated`: something did.
 * - `missed`: at some point nobody died, or there was none: that shows little.
 * - `interrupted`: stopped before the end.
 */
type Verdict = 'holds' | 'violated' | 'missed' | 'interrupted';

/** How many runs an invariant was asked in, and in how many of them it fell. */
interface Asked {
  readonly runs: number;
  readonly fell: number;
}

/** What came of crashing a subject's runs. */
export interface Sweep {
  readonly subject: string;
  readonly system: string;
  readonly verdict: Verdict;
  /** How often somebody died at each failpoint, by its name, in the order in which runs come by. */
  readonly killedAt: Readonly<Record<string, number>>;
  /** What each invariant was found to be, by its id, where it is protected and where what protects it is off. */
  readonly invariants: Readonly<Record<string, { readonly protected: Asked; readonly unprotected: Asked }>>;
  readonly rows: readonly Row[];
}

const codeOf: Readonly<Record<Verdict, number>> = {
  holds: exitCode.asPromised,
  violated: exitCode.violation,
  missed: exitCode.undecided,
  interrupted: exitCode.interrupted,
};

export function exitOfSweep({ verdict }: Pick<Sweep, 'verdict'>): number {
  return codeOf[verdict];
}

const failureModesFolder = join(import.meta.dirname, '../../failure_modes');

/** `faultbook sweep`: the exit code. */
export async function sweepCommand(names: readonly string[], flags: SweepFlags, signal: AbortSignal): Promise<number> {
  const modes = await readFailureModes(failureModesFolder);
  // Where all are asked for, that is all that can be swept.
  const asked = chooseSubjects(names).filter((subject) => names.length > 0 || canGoOn(subject));
  const planned = asked.map((subject) => ({ subject, plan: planSweep(subject, modes) }));
  for (const { subject, plan } of planned)
    if (names.length > 0 && plan.length === 0)
      throw new UsageError(`${subject.name} has no runs to crash: no stories, and no failure modes`);
  const chosen = planned
    .filter(({ plan }) => plan.length > 0)
    .map(({ subject, plan }) => ({ subject, plan, system: chooseSystem(subject, flags.system) }));
  const sweeps: Sweep[] = [];
  for (const { subject, plan, system } of chosen) {
    const swept = await sweepSubject(subject, system, plan, signal);
    sweeps.push(swept);
    if (flags.json !== true) for (const line of tellSweep(swept)) console.log(line);
    if (swept.verdict === 'interrupted') break;
  }
  if (flags.json === true) console.log(JSON.stringify(sweeps.length === 1 ? sweeps[0] : { sweeps }, null, 2));
  return worstOf(sweeps.map(exitOfSweep));
}

/** Whether the model says in which state it is after a crash. */
function canGoOn({ model, scopes, defaultScope, ...subject }: AnySubject): boolean {
  return model(policiesWithout(subject, []), scopes[defaultScope] ?? {}).stateShowing !== undefined;
}

/** The subject's stories; the scenario of each of its failure modes, as shipped and with its policies off. */
export function planSweep(subject: AnySubject, modes: readonly FailureMode[]): Planned[] {
  const protectedBy = (without: readonly string[]): string[] =>
    without.flatMap((policy) => subject.policies[policy]?.protects ?? []);
  const stories = (subject.stories ?? []).map(({ title, scope, commands, without = [] }): Planned => {
    return { title, scope, commands, without, unprotected: protectedBy(without) };
  });
  const scenarios = runsAmong(modes)
    .filter((mode) => mode.subject === subject.name)
    .flatMap(({ id, title: name, without, scope, breaks, commands, recovery = [] }): Planned[] => {
      const run = { title: `${id} ${name}`, scope, commands: [...commands, ...recovery] };
      const shipped = { ...run, without: [], unprotected: [] };
      const claimed = [
        ...breaks.during,
        ...breaks.settled,
        ...(breaks.onSystem === undefined ? [] : [breaks.onSystem.name]),
      ];
      const unprotected = [...new Set([...protectedBy(without), ...claimed])];
      // What no policy prevents falls as shipped.
      return without.length === 0 ? [{ ...shipped, unprotected }] : [shipped, { ...run, without, unprotected }];
    });
  return [...stories, ...scenarios];
}

export async function sweepSubject(
  subject: AnySubject,
  system: string,
  planned: readonly Planned[],
  signal: AbortSignal,
): Promise<Sweep> {
  const progress = showProgress(`crashing ${subject.name} on ${system}`);
  const rows: Row[] = [];
  try {
    for (const run of planned) {
      const { title, without, scope, commands, unprotected } = run;
      const pair = pairOf(subject, { system, policies: policiesWithout(subject, without), scope });
      const onProgress = (done: number, of: number): void =>
        progress.update(`${title}, ${done.toLocaleString('en')} of ${of.toLocaleString('en')} runs`);
      const swept = await sweep(pair, commands, { signal, onProgress });
      const isUnprotected = ({ violation }: (typeof swept.falls)[number]): boolean =>
        unprotected.includes(violation.name);
      const counts = swept.falls.filter(isUnprotected).map(({ violation, runs }) => [violation.name, runs] as const);
      const falls = swept.falls.filter((fall) => !isUnprotected(fall));
      rows.push({ ...run, ...swept, unprotectedFalls: Object.fromEntries(counts), falls });
      if (swept.isPartial) break;
    }
  } catch (error) {
    throw error instanceof CannotSweep ? new UsageError(`${subject.name}: ${error.message}`, { cause: error }) : error;
  } finally {
    progress.clear();
  }
  return {
    subject: subject.name,
    system,
    verdict: verdictOf(rows),
    killedAt: killedAt(rows),
    invariants: invariantsOf(rows),
    rows,
  };
}

function verdictOf(rows: readonly Row[]): Verdict {
  if (rows.some(({ isPartial }) => isPartial)) return 'interrupted';
  if (rows.some(({ falls }) => falls.length > 0)) return 'violated';
  return rows.length > 0 && rows.every(killedEverywhere) ? 'holds' : 'missed';
}

function killedEverywhere({ points }: Row): boolean {
  return points.length > 0 && points.every(({ killed }) => killed.length === 2);
}

function killedAt(rows: readonly Row[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { points } of rows) {
    for (const { name, killed } of points) counts[name] = (counts[name] ?? 0) + killed.length;
  }
  return counts;
}

function invariantsOf(rows: readonly Row[]): Sweep['invariants'] {
  const ids = [...new Set(rows.flatMap(({ asked }) => Object.keys(asked)))].toSorted();
  const over = (id: string, isMeant: (row: Row) => boolean): Asked => {
    const meant = rows.filter(isMeant);
    const fell = meant.map(({ falls, unprotectedFalls }) => {
      const fall = falls.find(({ violation }) => violation.name === id);
      return fall?.runs ?? unprotectedFalls[id] ?? 0;
    });
    return { runs: sum(meant.map(({ asked }) => asked[id] ?? 0)), fell: sum(fell) };
  };
  return Object.fromEntries(
    ids.map((id) => {
      const isUnprotected = ({ unprotected }: Row): boolean => unprotected.includes(id);
      return [id, { protected: over(id, (row) => !isUnprotected(row)), unprotected: over(id, isUnprotected) }];
    }),
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

export function tellSweep({ subject, system, verdict, killedAt: counts, invariants, rows }: Sweep): string[] {
  const header = ['run', 'policies off', 'killed once', 'from then on', 'unprotected falls'];
  const cells = rows.map(({ title, without, points, unprotectedFalls }) => [
    title,
    without.length === 0 ? '(none)' : without.join(', '),
    killedOf(points, 'once'),
    killedOf(points, 'fromThenOn'),
    Object.keys(unprotectedFalls).toSorted().join(', ') || 'nothing',
  ]);
  return [
    styleText('bold', `${subject} on ${system}, crashed at every failpoint that a run comes by`),
    ...table(header, fitting(header, cells)),
    ...tellPlaces(counts),
    ...tellInvariants(invariants),
    ...rows.flatMap((row) => row.falls.flatMap((fall) => tellFall(row, fall))),
    tellVerdict(verdict, rows),
  ];
}

/** As many columns as a terminal has. */
const widthColumns = 120;

/** The last column is broken where the others leave it too little room. */
function fitting(header: readonly string[], rows: readonly (readonly string[])[]): string[][] {
  const before = header.slice(0, -1);
  const widths = before.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const left = widthColumns - sum(widths.map((width) => width + 2));
  return rows.flatMap((row) =>
    wrapped(row.at(-1) ?? '', left).map((line, index) =>
      before.map((_, column) => (index === 0 ? (row[column] ?? '') : '')).concat(line),
    ),
  );
}

function killedOf(points: Row['points'], lasting: Lasting): string {
  return `${points.filter(({ killed }) => killed.includes(lasting)).length} of ${points.length}`;
}

/** How often somebody died at each place, a row for those that differ in their last word alone. */
function tellPlaces(counts: Sweep['killedAt']): string[] {
  const places = Object.entries(counts).map(([name, count]) => {
    const at = name.lastIndexOf('.');
    return { step: name.slice(0, Math.max(at, 0)), word: name.slice(at + 1), count };
  });
  const words = [...new Set(places.map(({ word }) => word))];
  const steps = [...new Set(places.map(({ step }) => step))];
  const cell = (step: string, word: string): string =>
    `${places.find((place) => place.step === step && place.word === word)?.count ?? ''}`;
  const rows = steps.map((step) => [step].concat(words.map((word) => cell(step, word))));
  return table(['deaths at', ...words], rows);
}

/** Over all crash points: where each invariant held, and that it can fall. */
function tellInvariants(invariants: Sweep['invariants']): string[] {
  const rows = Object.entries(invariants).map(([id, { protected: kept, unprotected }]) => [
    id,
    `${kept.runs - kept.fell} of ${kept.runs} runs`,
    unprotected.runs === 0 ? '' : `${unprotected.fell} of ${unprotected.runs} runs`,
  ]);
  return table(['invariant', 'holds where protected', 'falls where unprotected'], rows);
}

function tellVerdict(verdict: Verdict, rows: readonly Row[]): string {
  const runs = sum(rows.map((row) => row.runs)).toLocaleString('en');
  const kinds = new Set(rows.flatMap(({ points }) => points.map(({ name }) => name))).size;
  const covered = `${runs} runs, ${kinds} failpoints`;
  switch (verdict) {
    case 'holds':
      return styleText(
        'green',
        `holds: whoever dies where, and for how long, nothing falls that a policy protects (${covered})`,
      );
    case 'violated':
      return styleText('red', `violated: a crash breaks what should hold (${covered})`);
    case 'missed':
      return styleText('yellow', `missed: not at every point somebody died, which shows little (${covered})`);
    case 'interrupted':
      return styleText('yellow', `interrupted: stopped before every point was taken (${covered})`);
  }
}

function tellFall(
  { title, without, commands }: Row,
  { violation, crash, steps, runs }: SweptFall<Command, Outcome>,
): string[] {
  const off = without.length === 0 ? '' : ` without ${without.join(', ')}`;
  const where =
    crash === null
      ? 'with nobody dying'
      : `killed at ${crash.point.name} by command ${crash.point.at + 1}${crash.lasting === 'once' ? '' : ' and wherever anybody comes by from then on'}`;
  const rows = steps.map(({ command, outcome, killedAt: places }, at) => [
    at < commands.length ? `${at + 1}` : `r${at + 1 - commands.length}`,
    JSON.stringify(command),
    outcome === null ? 'threw' : JSON.stringify(outcome),
    places.length === 0 ? '' : `✗ ${places.join(', ')}`,
  ]);
  return [
    '',
    styleText(
      'red',
      `${violation.name} (${violation.kind}) falls in ${title}${off}, ${where}; ${runs} of its runs show it`,
    ),
    violation.details,
    ...table(['#', 'command', 'outcome', 'killed at'], rows),
  ];
}
