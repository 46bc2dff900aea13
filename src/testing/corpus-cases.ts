import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { replayFitting } from '../check/replay-fitting.ts';
import { readAnyTrace } from '../corpus/any-trace.ts';
import { mismatchesOfRace } from '../corpus/fits.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import { everySchedule } from '../race/every-schedule.ts';
import { modeOf } from '../race/on-stage.ts';
import { traceOfRace } from '../race/trace-of-race.ts';
import { renderFailedReplay } from '../report/failed-check.ts';
import { renderFailedRace } from '../report/replayed-race.ts';
import { subjectAround } from './subject-around.ts';

/** A kept trace as a test. */
export interface CorpusCase {
  /** The name of its file. */
  readonly name: string;
  /** Replays the trace with every policy on. Rejects where it shows a violation, or can no longer be replayed. */
  readonly run: () => Promise<void>;
}

/**
 * A test for each trace in a folder of counterexamples, for any test runner: once its bug is mended, a trace shows no
 * violation any more. Its subject is that of the nearest `faultbook.config.ts`. Empty where the folder does not exist.
 */
export function corpusCases(folder: string): readonly CorpusCase[] {
  const absolute = resolve(folder);
  const names = existsSync(absolute) ? readdirSync(absolute).toSorted() : [];
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => ({ name, run: () => expectHealed(absolute, name) }));
}

async function expectHealed(folder: string, name: string): Promise<void> {
  const path = relative('', join(folder, name));
  const trace = await readAnyTrace(path);
  const subject = await subjectAround(folder, trace.subject);
  if (trace.version === 5) return expectRightRace(subject, trace, path);
  const asShipped = { ...trace, policies: allPolicies(subject) };
  const replayed = await replayFitting(subject, asShipped);
  if ('mismatch' in replayed) throw new Error(`${path} does not fit: ${replayed.mismatch.join('; ')}`);
  const { found, verdict } = replayed;
  if (found === null) return;
  const certificate = verdict === 'reproduced' ? trace.certificate : null;
  throw new Error(renderFailedReplay(subject, { ...asShipped, violation: found, certificate }, path).join('\n'));
}

/** Rejects where a schedule of a kept race is wrong with every policy on, or the race can no longer be run. */
async function expectRightRace(subject: AnySubject, trace: RaceTrace, path: string): Promise<void> {
  const { system, scope, preemptions } = trace;
  const asShipped = { ...trace, policies: allPolicies(subject) };
  const mismatches = mismatchesOfRace(subject, asShipped);
  if (mismatches.length > 0) throw new Error(`${path} does not fit: ${mismatches.join('; ')}`);
  const most = Math.max(1, preemptions);
  const { found, notCounted } = await everySchedule(subject, trace, {
    system,
    scope,
    policies: asShipped.policies,
    preemptions: most,
    ...modeOf(trace),
  });
  if (found !== null) throw new Error(renderFailedRace(subject, traceOfRace(asShipped, found, trace), path).join('\n'));
  if (notCounted.length > 0) throw new Error(`${path} is inconclusive: ${notCounted.join('; ')}`);
}
