import type { Kept } from '../corpus/counterexamples.ts';
import { keepCounterexample } from '../corpus/counterexamples.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Certificate } from '../kernel/certificate.ts';
import type { Counterexample } from '../kernel/counterexample.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { CheckOptions, CheckReport } from './check.ts';
import { check } from './check.ts';
import { biasOf } from './interleavings.ts';
import type { Known, KnownViolation } from './kept.ts';
import { replayFolder } from './kept.ts';
import { reportOf } from './subject-of-report.ts';
import { traceOf } from './trace-of.ts';
import { versionsInUse } from './versions.ts';

/** The report of a check, with the results of replaying kept counterexamples, and the paths where new ones are kept. */
export interface KeptCheckReport extends CheckReport {
  readonly known: readonly Known[];
  /** `null`: the check found no counterexample, or could not write it. */
  readonly kept: Kept | null;
  /** Where the other findings are kept. */
  readonly othersKept: readonly Kept[];
}

export interface KeepingOptions {
  /** The folder of counterexamples. `null`: none is replayed, and none is kept. */
  readonly folder: string | null;
  /** The name of the searcher in the traces: `faultbook check`. */
  readonly who: string;
  /** Called where a counterexample cannot be written, with the error of the file system. */
  readonly onNotKept?: (error: Error) => void;
}

/**
 * Replays the kept counterexamples, then checks, then keeps the new counterexamples. A kept counterexample that still shows
 * a violation is reported at once, without a search. Throws `UnreadableFolder`.
 */
export async function checkAndKeep(
  subject: AnySubject,
  options: CheckOptions,
  { folder, who, onNotKept }: KeepingOptions,
): Promise<KeptCheckReport> {
  const { known, violations } =
    folder === null ? { known: [], violations: [] } : await replayFolder(subject, options, folder, options.signal);
  const [first] = violations;
  const report =
    first === undefined
      ? await check(subject, { ...options, foundBy: { who, versions: versionsInUse() } })
      : reportOfKnown(subject, options, first, who);
  if (folder === null || report.counterexample === null)
    return reportOf(subject, { ...report, known, kept: null, othersKept: [] });
  if (first !== undefined && sameFinding(first.found, first.trace.violation)) {
    return reportOf(subject, { ...report, known, kept: { path: first.file, how: 'known' as const }, othersKept: [] });
  }
  const gone = known.filter(({ verdict }) => verdict !== 'reproduced').map(({ file }) => file);
  const keepOne = async (found: Counterexample): Promise<Kept | null> =>
    keep(subject, traceOf(subject, found), folder, { gone, onNotKept });
  const kept = await keepOne(report.counterexample);
  const othersKept: Kept[] = [];
  for (const other of report.others) {
    const one = await keepOne(other);
    if (one !== null) othersKept.push(one);
  }
  return reportOf(subject, { ...report, known, kept, othersKept });
}

/** `null` where the file system refuses to write the trace. */
async function keep(
  subject: AnySubject,
  trace: Trace,
  folder: string,
  { gone, onNotKept }: { readonly gone: readonly string[]; readonly onNotKept: KeepingOptions['onNotKept'] },
): Promise<Kept | null> {
  try {
    const symmetry = modelOnSystem(subject, trace).symmetry ?? [];
    return await keepCounterexample(folder, trace, { symmetry, gone });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    onNotKept?.(error);
    return null;
  }
}

/** The report of a check that needed no run. */
function reportOfKnown(
  subject: AnySubject,
  { system, policies, seed }: CheckOptions,
  { file, trace, found }: KnownViolation,
  who: string,
): CheckReport {
  const { commands, recovery, scope } = trace;
  const names = { subject: subject.name, system, policies, scope };
  const run = { commands, ...(recovery !== undefined && { recovery }) };
  const { invariants, settled } = modelOnSystem(subject, names);
  const certificate: Certificate = sameFinding(found, trace.violation)
    ? (trace.certificate ?? uncertified)
    : { kind: 'locally minimal', reason: 'found while another counterexample was shrunk, and not shrunk' };
  return {
    ...names,
    runs: 0,
    commands: 0,
    distinctStates: 0,
    outcomes: {},
    faults: {},
    reached: {},
    missedGoals: [],
    limits: null,
    seen: null,
    generation: biasOf(subject.generation),
    others: [],
    seed,
    verdict: 'violated',
    invariants: invariants.length + settled.length,
    counterexample: { ...names, ...run, violation: found, certificate, foundBy: { who: `${who}, replaying ${file}` } },
    strayed: 0,
    timing: { seconds: 0 },
  };
}

const uncertified: Certificate = {
  kind: 'locally minimal',
  reason: 'the trace has no certificate, and no shorter run was looked for',
};
