import { relative } from 'node:path';
import { outcomesOf } from '../corpus/fits.ts';
import { CannotPromote, notShown } from '../corpus/promoted/cannot-promote.ts';
import type { FailureModeContents } from '../corpus/promoted/contents.ts';
import { filesOf } from '../corpus/promoted/files.ts';
import { assertFixedOn } from '../corpus/promoted/fixed-on.ts';
import type { GeneratedImports } from '../corpus/promoted/imports.ts';
import { moduleMarker } from '../corpus/promoted/module-marker.ts';
import { assertName } from '../corpus/promoted/naming.ts';
import type { PublishedNamed, PublishNamedOptions } from '../corpus/promoted/publish-named.ts';
import { publishNamed } from '../corpus/promoted/publish-named.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Counterexample } from '../kernel/counterexample.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { PrepareOptions } from './prepare-failure-mode.ts';
import { prepareFailureMode, withSubjectFile } from './prepare-failure-mode.ts';
import { replayFitting } from './replay-fitting.ts';
import { traceOf } from './trace-of.ts';

export interface PromoteOptions extends PublishNamedOptions, Pick<PrepareOptions, 'texts' | 'fixedOn'> {
  readonly imports: GeneratedImports;
  /** The file of the subject and its export, from the folder of the failure mode, where no configuration has the subject. */
  readonly subjectFile?: string | undefined;
  /** The trace in messages, for example its file. Default: `the trace`. */
  readonly label?: string;
  /** Called before each command of the replay, with its index. */
  readonly onStep?: (index: number) => void;
}

/** The result of a promotion. `contents` has the policies, the violations and the neighbourhoods of the failure mode. */
export type Promoted = PublishedNamed<FailureModeContents>;

/**
 * Makes a counterexample a failure mode: replays it, finds its facts, writes the specification, the scenario and the tests,
 * runs the tests, and publishes the folder after both have passed. Otherwise no file is left. Throws `BadName` and
 * `CannotPromote`.
 */
export async function promote(
  subject: AnySubject,
  found: Trace | Counterexample,
  { texts, fixedOn, imports, subjectFile, label = 'the trace', onStep, ...options }: PromoteOptions,
): Promise<Promoted> {
  assertName(options.name);
  if (found.subject !== subject.name)
    throw new CannotPromote(`${label} is of ${found.subject}, not of ${subject.name}`);
  const trace = 'version' in found ? found : traceOf(subject, found);
  const { commands, violation, system } = trace;
  if (fixedOn !== undefined) assertFixedOn(subject, fixedOn, system);
  const replayed = await replayFitting(subject, trace, { onStep });
  if ('mismatch' in replayed) throw new CannotPromote(`${label} does not fit: ${replayed.mismatch.join('; ')}`);
  if (replayed.verdict !== 'reproduced') throw notShown(label, violation.name, system);
  const answers = replayed.steps.map(({ model }) => model.outcome);
  const today =
    subject.contract === undefined
      ? { ...trace, outcomes: outcomesOf(modelOnSystem(subject, trace), commands) }
      : { ...trace, outcomes: answers.slice(0, commands.length).map(({ type }) => type), answers };
  return publishNamed(
    subject.name,
    async (naming) => {
      const prepared = await prepareFailureMode(subject, today, naming, { texts, fixedOn, signal: options.signal });
      const contents = withSubjectFile(prepared, subjectFile);
      const folder = relative('', options.failureModes).replaceAll('\\', '/');
      const files = new Map([...filesOf(contents, imports, folder), ...moduleMarker(options.failureModes)]);
      return { contents, files };
    },
    options,
  );
}
