import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparedSystem } from '../check/contract/compare-copies.ts';
import { compareCopies } from '../check/contract/compare-copies.ts';
import { versionsInUse } from '../check/versions.ts';
import { cacheFolder } from '../files/cache-folder.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import type { ComparisonToRender } from '../report/comparison.ts';
import { renderCompared, renderComparison, renderComparisonHead, verdictOfComparison } from '../report/comparison.ts';
import { formatSearchProgress } from '../report/progress.ts';
import { answerTime, chooseScope, everySubjectOf, mustBeOneOf } from './choose.ts';
import { exitOf, UsageError } from './exit.ts';
import type { LibraryCopy, WantedPackage } from './library-copy.ts';
import { libraryCopy, projectCopy } from './library-copy.ts';
import type { OutputFlags } from './output.ts';
import { outputOf } from './output.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

export interface CompareFlags extends OutputFlags {
  readonly system?: readonly string[];
  readonly scope?: string;
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  /** In seconds. */
  readonly timeout?: number;
  /** How long each finding is shrunk, in seconds. */
  readonly shrinkSeconds?: number;
}

type AnySystemKind = AnySubject['systems'][number];

/** A system that drives the library. */
interface Driver {
  readonly subject: AnySubject;
  readonly kind: AnySystemKind;
  readonly library: NonNullable<AnySystemKind['library']>;
}

/** `faultbook compare`: the exit code. `versions`: one or two; the copy of the project comes before a single one. */
export async function compareCommand(
  project: Project,
  name: string,
  versions: readonly string[],
  flags: CompareFlags,
  signal: AbortSignal,
): Promise<number> {
  if (versions.length > 2) throw new UsageError(`two versions are compared, and not ${versions.length}`);
  const drivers = chooseDrivers(project, name, flags);
  if (flags.scope !== undefined) for (const { subject } of drivers) chooseScope(subject, flags.scope);
  const { before, after } = await findCopies({ package: name, needs: drivers[0]?.library.needs }, versions, signal);
  const isDriven = ({ library }: Driver): boolean => [before, after].every(({ version }) => library.drives(version));
  const driven = drivers.filter(isDriven);
  if (driven.length === 0) throw new UsageError(formatNotDriven(name, drivers, [before, after]));
  const output = outputOf('compare', flags);
  const { runs, length, seed } = flags;
  const head = { library: name, before, after, runs, seed };
  output.printLines(renderComparisonHead(head));
  const systems: ComparedSystem[] = [];
  for (const driver of driven) {
    const compared = await compareOn(driver, { before, after }, flags, signal);
    // Of a system whose runs were interrupted there is nothing to say.
    if (signal.aborted) break;
    systems.push(compared);
    const lines = renderCompared(driver.subject, head, compared);
    output.printLines(['', ...lines]);
    const ofSystem = { ...head, systems: [compared] };
    output.record({
      name: `${name} ${before.label} and ${after.label}: ${compared.system}`,
      verdict: verdictOfComparison(ofSystem),
      lines,
      seconds: compared.timing.seconds,
    });
  }
  const comparison: ComparisonToRender = { ...head, systems };
  const skipped = drivers.filter((one) => !isDriven(one)).map(({ kind }) => kind.name);
  const verdict = signal.aborted ? 'interrupted' : verdictOfComparison(comparison);
  output.printLines(['', ...renderComparison(comparison, { verdict, skipped })]);
  output.end({ ...comparison, length, skipped, verdict });
  return exitOf(verdict);
}

/** The systems that drive the library, or those of them that were named. Throws `UsageError`. */
function chooseDrivers(project: Project, name: string, { system }: CompareFlags): readonly Driver[] {
  const all = everySubjectOf(project).flatMap((subject) =>
    everySystemOf(subject).flatMap((kind) =>
      kind.library === undefined ? [] : [{ subject, kind, library: kind.library }],
    ),
  );
  mustBeOneOf('library', name, [...new Set(all.map(({ library }) => library.package))]);
  const drivers = all.filter(({ library }) => library.package === name);
  if (system === undefined) return drivers;
  const known = drivers.map(({ kind }) => kind.name);
  for (const one of system) mustBeOneOf(`system of ${name}`, one, known);
  return drivers.filter(({ kind }) => system.includes(kind.name));
}

interface CopiesOfLibrary {
  readonly before: LibraryCopy;
  readonly after: LibraryCopy;
}

async function findCopies(
  wanted: WantedPackage,
  versions: readonly string[],
  signal: AbortSignal,
): Promise<CopiesOfLibrary> {
  const [first = '', second] = versions;
  const progress = showProgress(`getting ${wanted.package} ${versions.join(' and ')}`);
  const cache = cacheFolder() ?? ownFolder();
  try {
    const one = await libraryCopy(wanted, first, { cache, signal });
    if (second === undefined) return { before: await projectCopy(wanted), after: one };
    return { before: one, after: await libraryCopy(wanted, second, { cache, signal }) };
  } finally {
    progress.clear();
  }
}

/** A folder that is removed with the process. */
function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-libraries-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function formatNotDriven(name: string, drivers: readonly Driver[], copies: readonly LibraryCopy[]): string {
  const undriven = copies.find(({ version }) => !drivers.some(({ library }) => library.drives(version)));
  return undriven === undefined
    ? `no system drives both ${name} ${copies.map(({ version }) => version).join(' and ')}`
    : `no system drives ${name} ${undriven.version}`;
}

interface TimedSystem extends ComparedSystem {
  readonly timing: { readonly seconds: number };
}

async function compareOn(
  { subject, kind, library }: Driver,
  { before, after }: CopiesOfLibrary,
  { runs, length, seed, scope, shrinkSeconds, ...flags }: CompareFlags,
  signal: AbortSignal,
): Promise<TimedSystem> {
  const startedMs = performance.now();
  const progress = showProgress(`comparing ${library.package} ${before.label} and ${after.label} by ${kind.name}`);
  const foundBy = ({ version }: LibraryCopy): { who: string; versions: Record<string, string> } => ({
    who: 'faultbook compare',
    versions: { ...versionsInUse(), [library.package]: version },
  });
  try {
    const compared = await compareCopies(
      subject,
      { before: library.from(before.folder), after: library.from(after.folder) },
      {
        runs,
        length,
        seed,
        ...(scope !== undefined && { scope: chooseScope(subject, scope) }),
        ...answerTime(flags),
        shrinkSeconds,
        foundBy: { before: foundBy(before), after: foundBy(after) },
        signal,
        onProgress: (done) => progress.update(formatSearchProgress(done)),
      },
    );
    return { ...compared, timing: { seconds: (performance.now() - startedMs) / 1000 } };
  } finally {
    progress.clear();
  }
}
