import { readCounterexamples } from '../corpus/counterexamples.ts';
import { compareTraces } from '../corpus/signature.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { UserError } from '../kernel/user-error.ts';
import type { CheckOptions } from './check.ts';
import type { FittingReplay, Mismatch } from './replay-fitting.ts';
import { replayFitting } from './replay-fitting.ts';
import type { Replay, ReplayVerdict } from './replay.ts';

/** The result of replaying a kept trace. */
export interface Known {
  readonly file: string;
  /** `mismatch`: its model has changed so that the trace cannot be run; `unreadable`: the file is no trace. */
  readonly verdict: ReplayVerdict | 'mismatch' | 'unreadable';
  readonly notes: readonly string[];
}

/** A violation that a kept trace showed. */
export interface KnownViolation {
  readonly file: string;
  readonly trace: Trace;
  readonly found: NonNullable<Replay['found']>;
}

/** The kept traces that concern a check, and the violations that they still show, shortest first. */
export interface ReplayedFolder {
  readonly known: readonly Known[];
  readonly violations: readonly KnownViolation[];
}

/** The traces of a folder that concern a check. */
export interface WhichTraces extends Pick<CheckOptions, 'system' | 'policies'> {
  /**
   * Policies that may be off as well, one at a time: traces under these concern the check where model and system disagree.
   * Default: none.
   */
  readonly alsoOff?: readonly string[];
}

/** The folder of counterexamples cannot be listed. */
export class UnreadableFolder extends UserError {
  override name = 'UnreadableFolder';
}

/** Replays the traces that a folder has of this subject, on this system and under these policies. Throws `UnreadableFolder`. */
export async function replayFolder(
  subject: AnySubject,
  which: WhichTraces,
  folder: string,
  signal?: AbortSignal,
): Promise<ReplayedFolder> {
  const known: Known[] = [];
  const violations: KnownViolation[] = [];
  for (const file of await listed(folder)) {
    if (signal?.aborted === true) break;
    const { path, trace } = file;
    if (trace === null) {
      known.push({ file: path, verdict: 'unreadable', notes: [file.message] });
      continue;
    }
    if (trace.subject !== subject.name || !mayConcern(trace, which)) continue;
    const replayed = await replayFitting(subject, trace);
    known.push({ file: path, ...verdictOf(replayed) });
    const found = 'mismatch' in replayed ? null : replayed.found;
    if (found !== null) violations.push({ file: path, trace, found });
  }
  return { known, violations: violations.toSorted((a, b) => compareTraces(a.trace, b.trace)) };
}

async function listed(folder: string): ReturnType<typeof readCounterexamples> {
  return readCounterexamples(folder).catch((cause: Error) => {
    throw new UnreadableFolder(`the counterexamples cannot be read: ${cause.message}`, { cause });
  });
}

function mayConcern(trace: Trace, { system, policies, alsoOff = [] }: WhichTraces): boolean {
  if (trace.system !== system) return false;
  if (haveSame(trace.policies, policies)) return true;
  const { kind } = trace.violation;
  if (kind !== 'divergence' && kind !== 'systemError') return false;
  return alsoOff.some((off) => haveSame(trace.policies, { ...policies, [off]: false }));
}

/** Policies that both know are the same. A trace that knows other policies than the subject is of another time, and is reported. */
function haveSame(ofTrace: Trace['policies'], policies: Trace['policies']): boolean {
  return Object.keys(policies).every((name) => (ofTrace[name] ?? policies[name]) === policies[name]);
}

function verdictOf(replayed: FittingReplay | Mismatch): Omit<Known, 'file'> {
  if ('mismatch' in replayed) return { verdict: 'mismatch', notes: replayed.mismatch };
  const { verdict, found, changes } = replayed;
  return { verdict, notes: verdict === 'other' && found !== null ? [found.details, ...changes] : changes };
}
