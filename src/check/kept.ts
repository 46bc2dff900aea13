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

/** The folder of counterexamples cannot be listed. */
export class UnreadableFolder extends UserError {
  override name = 'UnreadableFolder';
}

/** Replays the traces that a folder has of this subject, on this system and under these policies. Throws `UnreadableFolder`. */
export async function replayFolder(
  subject: AnySubject,
  { system, policies }: Pick<CheckOptions, 'system' | 'policies'>,
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
    if (trace.subject !== subject.name || trace.system !== system || !mayConcern(trace, policies)) continue;
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

/** Policies that both know are the same. A trace that knows other policies than the subject is of another time, and is reported. */
function mayConcern(trace: Trace, policies: Trace['policies']): boolean {
  return Object.keys(policies).every((name) => (trace.policies[name] ?? policies[name]) === policies[name]);
}

function verdictOf(replayed: FittingReplay | Mismatch): Omit<Known, 'file'> {
  if ('mismatch' in replayed) return { verdict: 'mismatch', notes: replayed.mismatch };
  const { verdict, found, changes } = replayed;
  return { verdict, notes: verdict === 'other' && found !== null ? [found.details, ...changes] : changes };
}
