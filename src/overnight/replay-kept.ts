import { readCounterexamples } from '../corpus/counterexamples.ts';
import type { Assignment, CampaignOptions } from './assignment.ts';
import { configuredNamed } from './configured.ts';
import { findingKey, placeOf } from './findings.ts';
import { firstLine } from './first-line.ts';
import type { Replayed } from './journal.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** Replays the kept counterexamples of the campaign's jobs, before the first batch. */
export async function replayKept(
  { jobs, folder }: Assignment,
  slots: readonly WorkerSlot[],
  { subjects, signal, onNotice }: CampaignOptions,
): Promise<Replayed[]> {
  const files = await readCounterexamples(folder);
  const replayed: Replayed[] = [];
  const [slot] = slots;
  for (const file of files) {
    if (file.trace === null) {
      replayed.push({ path: file.path, key: null, trace: null, verdict: 'unreadable', note: file.message });
      continue;
    }
    const { path, trace } = file;
    const job = jobs.find((one) => placeOf(one).join() === placeOf(trace).join());
    if (job === undefined || slot === undefined || signal.aborted) continue;
    const outcome = await slot.do({
      job,
      source: configuredNamed(subjects, job.subject).source,
      kind: 'replay',
      traces: [{ path, trace }],
    });
    const common = { path, trace, key: findingKey(trace, trace.violation) };
    if (outcome.type === 'done' && outcome.done.kind === 'replay') {
      for (const { verdict, note } of outcome.done.replays) replayed.push({ ...common, verdict, note });
    } else if (outcome.type === 'crashed') {
      const { commands, says } = outcome.crash;
      replayed.push({ ...common, verdict: commands === null ? 'not replayed' : 'crashed', note: says });
      onNotice?.(
        commands === null
          ? `${path} could not be replayed: the process ended outside of any system, twice (${says})`
          : `${path} ended the process that replayed it, twice: ${says}`,
      );
    } else if (outcome.type === 'failed') {
      const note = firstLine(outcome.message);
      replayed.push({ ...common, verdict: 'mismatch', note });
      onNotice?.(`${path} could not be replayed: ${note}`);
    }
  }
  return replayed;
}
