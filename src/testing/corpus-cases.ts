import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { replayFitting } from '../check/replay-fitting.ts';
import { readTrace } from '../corpus/trace.ts';
import { allPolicies } from '../kernel/subject.ts';
import { renderFailedReplay } from '../report/failed-check.ts';
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
  const trace = await readTrace(path);
  const subject = await subjectAround(folder, trace.subject);
  const asShipped = { ...trace, policies: allPolicies(subject) };
  const replayed = await replayFitting(subject, asShipped);
  if ('mismatch' in replayed) throw new Error(`${path} does not fit: ${replayed.mismatch.join('; ')}`);
  const { found, verdict } = replayed;
  if (found === null) return;
  const certificate = verdict === 'reproduced' ? trace.certificate : null;
  throw new Error(renderFailedReplay(subject, { ...asShipped, violation: found, certificate }, path).join('\n'));
}
