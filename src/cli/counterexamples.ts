import { readFileSync } from 'node:fs';
import { __version as fastCheckVersion } from 'fast-check';
import type { CheckOptions, CheckReport } from '../check/check.ts';
import type { Replay, ReplayVerdict } from '../check/replay.ts';
import { replay } from '../check/replay.ts';
import type { Kept } from '../corpus/counterexamples.ts';
import { keepCounterexample, readCounterexamples } from '../corpus/counterexamples.ts';
import { changesSince, misfitsOfCommands, misfitsOfSetUp } from '../corpus/fits.ts';
import { compareTraces } from '../corpus/signature.ts';
import type { FoundBy, Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { UsageError } from './exit.ts';

/** What became of a kept trace when it was replayed before anything else. */
export interface Known {
  readonly file: string;
  /** `unfit`: its model has changed so that it cannot be run; `unreadable`: it is no trace. */
  readonly verdict: ReplayVerdict | 'unfit' | 'unreadable';
  readonly notes: readonly string[];
}

/** A violation that a kept trace showed. */
export interface KnownViolation {
  readonly file: string;
  readonly trace: Trace;
  readonly found: NonNullable<Replay['found']>;
}

/** Replays what a folder has of this subject, on this system and under these policies. The violations come shortest first. */
export async function replayKnown(
  subject: AnySubject,
  { system, policies }: Pick<CheckOptions, 'system' | 'policies'>,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly known: readonly Known[]; readonly violations: readonly KnownViolation[] }> {
  const known: Known[] = [];
  const violations: KnownViolation[] = [];
  for (const file of await listed(folder)) {
    if (signal.aborted) break;
    const { path, trace } = file;
    if (trace === null) {
      known.push({ file: path, verdict: 'unreadable', notes: [file.complaint] });
      continue;
    }
    if (trace.subject !== subject.name || trace.system !== system || !mayConcern(trace, policies)) continue;
    const replayed = await replayFitting(subject, trace);
    known.push({ file: path, ...told(replayed) });
    const found = 'unfit' in replayed ? null : replayed.found;
    if (found !== null) violations.push({ file: path, trace, found });
  }
  return { known, violations: violations.toSorted((a, b) => compareTraces(a.trace, b.trace)) };
}

async function listed(folder: string): ReturnType<typeof readCounterexamples> {
  return readCounterexamples(folder).catch((error: Error) => {
    throw new UsageError(
      `the counterexamples cannot be read: ${error.message}; --counterexamples names another folder, --no-counterexamples does without`,
    );
  });
}

/** Policies that both know are the same. Where one side knows more, the trace is of another time, and is to be told of. */
function mayConcern(trace: Trace, policies: Trace['policies']): boolean {
  return Object.keys(policies).every((name) => (trace.policies[name] ?? policies[name]) === policies[name]);
}

type Replayed = (Replay & { readonly changes: readonly string[] }) | { readonly unfit: readonly string[] };

/** Replays a trace of this subject; says what does not fit where it cannot be run, or shows nothing because of it. */
export async function replayFitting(
  subject: AnySubject,
  trace: Trace,
  system: string = trace.system,
): Promise<Replayed> {
  const unfit = misfitsOfSetUp(subject, trace);
  if (unfit.length > 0) return { unfit };
  const model = subject.model(trace.policies, trace.scope);
  const misfits = (): string[] => misfitsOfCommands(model, [trace.commands, trace.recovery ?? []].flat());
  try {
    const replayed = await replay(subject, trace, system);
    if (replayed.verdict === 'reproduced') return { ...replayed, changes: [] };
    const strange = misfits();
    return strange.length > 0 ? { unfit: strange } : { ...replayed, changes: changesSince(model, trace) };
  } catch (error) {
    // A model has to answer what it offers, and nothing else.
    const strange = misfits();
    if (strange.length > 0) return { unfit: strange };
    throw error;
  }
}

function told(replayed: Replayed): Omit<Known, 'file'> {
  if ('unfit' in replayed) return { verdict: 'unfit', notes: replayed.unfit };
  const { verdict, found, changes } = replayed;
  return { verdict, notes: verdict === 'other' && found !== null ? [found.details, ...changes] : changes };
}

/** Of all that has a say in which runs a seed gives. */
export function versionsInUse(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return { faultbook: version, 'fast-check': fastCheckVersion, node: process.versions.node };
}

/** The search that found something, with all that it takes to search the same again. */
export function foundByCheck({ seed, runs }: CheckReport, { length }: Pick<CheckOptions, 'length'>): FoundBy {
  return { who: 'faultbook check', seed, run: runs, length, versions: versionsInUse() };
}

/** Keeps a trace, or says in one line on standard error why it could not be kept. */
export async function keep(
  subject: AnySubject,
  trace: Trace,
  folder: string,
  gone: readonly string[],
): Promise<Kept | null> {
  try {
    const symmetry = subject.model(trace.policies, trace.scope).symmetry ?? [];
    return await keepCounterexample(folder, trace, { symmetry, gone });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    console.error(
      `faultbook: the counterexample cannot be kept: ${error.message}; --counterexamples names another folder`,
    );
    return null;
  }
}
