import type { Kept } from '../corpus/counterexamples.ts';
import { keepCounterexample } from '../corpus/counterexamples.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Certificate } from '../kernel/certificate.ts';
import type { Counterexample } from '../kernel/counterexample.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject, Policies } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Known, KnownViolation, WhichTraces } from './kept.ts';
import { replayFolder } from './kept.ts';
import { reportOf } from './subject-of-report.ts';
import { traceOf } from './trace-of.ts';

export interface KeepingOptions {
  /** The folder of counterexamples. `null`: none is replayed, and none is kept. */
  readonly folder: string | null;
  /** The name of the searcher in the traces: `faultbook check`. */
  readonly who: string;
  /** Called where a counterexample cannot be written, with the error of the file system. */
  readonly onNotKept?: (error: Error) => void;
}

/** The results of replaying kept counterexamples, and the paths where new counterexamples are kept. */
export interface KeptFiles {
  readonly known: readonly Known[];
  /** `null`: the check found no counterexample, or could not write it. */
  readonly kept: Kept | null;
  /** Where the other findings are kept. */
  readonly othersKept: readonly Kept[];
}

/** What a search found. */
interface Searched {
  readonly counterexample: Counterexample | null;
  readonly others: readonly Counterexample[];
}

/** How to search, and the report of a check that needed no search. */
interface Search<Report> extends WhichTraces {
  search(): Promise<Report>;
  reportOfKnown(counterexample: Counterexample): Report;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Replays the kept counterexamples, then searches, then keeps the new counterexamples. A kept counterexample that still shows
 * a violation is reported at once, without a search. Throws `UnreadableFolder`.
 */
export async function replayAndKeep<Report extends Searched>(
  subject: AnySubject,
  { search, reportOfKnown, signal, ...which }: Search<Report>,
  { folder, who, onNotKept }: KeepingOptions,
): Promise<Report & KeptFiles> {
  const { known, violations } =
    folder === null ? { known: [], violations: [] } : await replayFolder(subject, which, folder, signal);
  const [first] = violations;
  const report = first === undefined ? await search() : reportOfKnown(asCounterexample(which.policies, first, who));
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

/** A kept violation as the counterexample of a check. */
function asCounterexample(asked: Policies, { file, trace, found }: KnownViolation, who: string): Counterexample {
  const { subject, system, scope, commands, recovery, answers } = trace;
  // A trace of another time may know other policies.
  const policies = Object.fromEntries(
    Object.entries(asked).map(([name, isOn]) => [name, trace.policies[name] ?? isOn]),
  );
  const run = { commands, ...(recovery !== undefined && { recovery }), ...(answers !== undefined && { answers }) };
  const certificate: Certificate = sameFinding(found, trace.violation)
    ? (trace.certificate ?? uncertified)
    : { kind: 'locally minimal', reason: 'found while another counterexample was shrunk, and not shrunk' };
  const names = { subject, system, policies, scope };
  return { ...names, ...run, violation: found, certificate, foundBy: { who: `${who}, replaying ${file}` } };
}

const uncertified: Certificate = {
  kind: 'locally minimal',
  reason: 'the trace has no certificate, and no shorter run was looked for',
};
