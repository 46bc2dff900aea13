import { changesSince, misfitsOfCommands, misfitsOfSetUp } from '../corpus/fits.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Replay, ReplayOptions } from './replay.ts';
import { replay } from './replay.ts';

/** A replay, with what has changed in the model since the trace was written. */
export type FittingReplay = Replay & { readonly changes: readonly string[] };

/** Why a trace cannot be run on its subject, or shows nothing. */
export interface Unfit {
  readonly unfit: readonly string[];
}

/** Replays a trace of this subject; `Unfit` where it cannot be run, or shows nothing because the model has changed. */
export async function replayFitting(
  subject: AnySubject,
  trace: Trace,
  options: ReplayOptions = {},
): Promise<FittingReplay | Unfit> {
  const unfit = misfitsOfSetUp(subject, trace);
  if (unfit.length > 0) return { unfit };
  const model = subject.model(trace.policies, trace.scope);
  const misfits = (): string[] => misfitsOfCommands(model, [trace.commands, trace.recovery ?? []].flat());
  try {
    const replayed = await replay(subject, trace, options);
    if (replayed.verdict === 'reproduced') return { ...replayed, changes: [] };
    const strange = misfits();
    return strange.length > 0 ? { unfit: strange } : { ...replayed, changes: changesSince(model, trace) };
  } catch (error) {
    // A model has to answer only the commands that it enables.
    const strange = misfits();
    if (strange.length > 0) return { unfit: strange };
    throw error;
  }
}
