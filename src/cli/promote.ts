import { outcomesOf } from '../corpus/fits.ts';
import { filesOf } from '../corpus/promoted/files.ts';
import type { ChosenNaming } from '../corpus/promoted/naming.ts';
import { assertName } from '../corpus/promoted/naming.ts';
import type { Trace } from '../corpus/trace.ts';
import { readTrace } from '../corpus/trace.ts';
import { formatRunResult } from '../report/new-failure-mode.ts';
import { prepareFailureMode } from './prepare-failure-mode.ts';
import type { ShownTrace } from './publish-shown.ts';
import { notShown, publishShown } from './publish-shown.ts';
import { replayTrace } from './replay.ts';

export type PromoteFlags = ChosenNaming;

/** `faultbook promote`: the exit code. Publishes the failure mode only after both of its tests have passed. */
export async function promoteCommand(path: string, flags: PromoteFlags, signal: AbortSignal): Promise<number> {
  assertName(flags.name);
  return publishShown(await shownByCommands(await readTrace(path), path), flags, signal);
}

/** Throws where the trace no longer shows its violation. */
async function shownByCommands(read: Trace, path: string): Promise<ShownTrace> {
  const { subject, replayed } = await replayTrace(read, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, read.violation.name, read.system);
  const { policies, scope, commands } = read;
  const trace = { ...read, outcomes: outcomesOf(subject.model(policies, scope), commands) };
  return {
    subject: subject.name,
    write: async (naming, signal) => {
      const promotion = await prepareFailureMode(subject, trace, naming, signal);
      const formatResult = (passed: number): string => formatRunResult(promotion, passed);
      return { scenario: promotion.scenario, files: filesOf(promotion), formatResult };
    },
  };
}
