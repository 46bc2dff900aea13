import { exitCode } from '../../../src/cli/exit.ts';
import { engineOf } from './engines.ts';
import type { HuntReport } from './engines.ts';
import type { Hunted } from './hunted.ts';
import type { HuntResult, HuntSearch } from './results.ts';
import { resultFor } from './results.ts';
import type { ProgramEnd, RunProgramOptions } from './run-program.ts';

/** How many findings of a system one engine looks behind. */
const mostSuspended = 4;

export interface RunSearchesOptions {
  /** The runs of a check. */
  readonly runs: number;
  readonly limitSeconds: number;
  readonly commit: string;
  readonly signal: AbortSignal;
  /** The earlier results. */
  readonly results: readonly HuntResult[];
  /** Runs the command line of Faultbook. */
  run(args: readonly string[], options: Omit<RunProgramOptions, 'folder'>): Promise<ProgramEnd>;
  onSearch(search: HuntSearch): void;
  /** Keeps a result. Called as soon as there is one. */
  keep(result: HuntResult): void;
}

/** An engine on a system. */
export interface Task {
  readonly hunted: Hunted;
  readonly engine: HuntSearch['engine'];
}

/** All engines of these systems, the fastest engine first. */
export function tasksFor(all: readonly Hunted[]): Task[] {
  return (['check', 'stress', 'race'] as const).flatMap((engine) =>
    all.filter(({ engines }) => engines.includes(engine)).map((hunted) => ({ hunted, engine })),
  );
}

/**
 * Searches with an engine, and, where a promise is broken, once more without this promise: a search ends at its first finding.
 * Searches with an earlier result are left out. Returns early where `signal` aborts, without a result of the search under way.
 */
export async function runTask({ hunted, engine }: Task, options: RunSearchesOptions): Promise<HuntResult[]> {
  const { library, version, system, terms } = hunted;
  const runsAsked = engine === 'check' ? options.runs : null;
  const done: HuntResult[] = [];
  for (let suspended: readonly string[] = []; suspended.length <= mostSuspended;) {
    const search: HuntSearch = { library, version, system, terms, engine, runsAsked, suspended };
    const known = resultFor(options.results, search, options.limitSeconds);
    const result = known ?? (await runSearch(hunted, search, options));
    if (result === null) break;
    if (known === undefined) options.keep(result);
    done.push(result);
    const [finding] = result.findings;
    if (result.verdict !== 'violated' || finding?.isPromise !== true) break;
    suspended = [...suspended, finding.promise];
  }
  return done;
}

/** `null`: `signal` aborted it. */
async function runSearch(
  { subject }: Hunted,
  search: HuntSearch,
  { run, onSearch, limitSeconds, runs, signal, commit }: RunSearchesOptions,
): Promise<HuntResult | null> {
  if (signal.aborted) return null;
  onSearch(search);
  const { engine, system, suspended } = search;
  const { argumentsFor, read } = engineOf[engine];
  const args = [
    ...argumentsFor(system, { runs }),
    ...suspended.flatMap((promise) => ['--suspend', promise]),
    ...(subject === null ? [] : ['--subject', subject.file]),
  ];
  const startedMs = performance.now();
  const ended = await run(args, { environment: subject?.environment ?? {}, limitSeconds, signal });
  if (signal.aborted) return null;
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  const facts = { ...search, seconds, limitSeconds, commit };
  const report = hasReport(ended) ? read(JSON.parse(ended.out)) : null;
  if (report !== null) return { ...facts, ...withVerdict(report, ended) };
  const [line = ''] = ended.err.trim().split('\n').slice(-1);
  const nothing = { runs: null, commands: null, findings: [] };
  if (ended.isStopped) return { ...facts, verdict: 'stopped', ...nothing, note: 'ended without a report' };
  return { ...facts, verdict: 'noVerdict', ...nothing, note: line.slice(0, 200) };
}

function hasReport({ code, out }: ProgramEnd): boolean {
  return code !== null && code !== exitCode.badUse && out.trim() !== '';
}

function withVerdict(
  { isViolated, ...report }: HuntReport,
  { code, isStopped }: ProgramEnd,
): Pick<HuntResult, 'verdict' | 'runs' | 'commands' | 'findings' | 'note'> {
  if (isViolated) return { verdict: 'violated', ...report };
  if (isStopped) return { verdict: 'stopped', ...report };
  return { verdict: code === exitCode.success ? 'holds' : 'inconclusive', ...report };
}
