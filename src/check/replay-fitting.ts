import { changesSince, mismatchesOfCommands, mismatchesOfSetUp, mismatchesOfViolation } from '../corpus/fits.ts';
import type { Trace } from '../corpus/trace.ts';
import { allCommandsOf } from '../kernel/run.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Replay, ReplayOptions } from './replay.ts';
import { replay } from './replay.ts';

/** A replay, with the changes of the model since the trace was written. */
export type FittingReplay = Replay & { readonly changes: readonly string[] };

/** Why a trace cannot be run on its subject, or shows no violation. */
export interface Mismatch {
  readonly mismatch: readonly string[];
}

/** Replays a trace of this subject; `Mismatch` where the subject has not all that the trace names. */
export async function replayFitting(
  subject: AnySubject,
  trace: Trace,
  options: ReplayOptions = {},
): Promise<FittingReplay | Mismatch> {
  const mismatch = mismatchesOfSetUp(subject, trace);
  if (mismatch.length > 0) return { mismatch };
  const model = modelOnSystem(subject, trace);
  // Checked before the first command, also for commands that the run does not reach.
  const mismatchOfRun = [
    ...mismatchesOfCommands(model, allCommandsOf(trace)),
    ...mismatchesOfViolation(model, trace.violation),
  ];
  if (mismatchOfRun.length > 0) return { mismatch: mismatchOfRun };
  const replayed = await replay(subject, trace, options);
  return { ...replayed, changes: replayed.verdict === 'reproduced' ? [] : changesSince(model, trace) };
}
