import { readCounterexamples, readKept } from '../corpus/counterexamples.ts';
import { raceTraces } from '../corpus/trace-kind.ts';
import type { Assignment, CampaignOptions } from './assignment.ts';
import { configuredNamed } from './configured.ts';
import { findingIn, findingKey, placeOf } from './findings.ts';
import { firstLine } from './first-line.ts';
import type { Replayed } from './journal.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** Replays the kept counterexamples of the campaign's jobs, before the first batch. */
export async function replayKept(
  { jobs, folder }: Assignment,
  slots: readonly WorkerSlot[],
  { subjects, signal, onNotice }: CampaignOptions,
): Promise<Replayed[]> {
  const runs = await readCounterexamples(folder);
  // A file that is no trace is among the runs already.
  const races = (await readKept(folder, raceTraces)).filter(({ trace }) => trace !== null);
  const files = [...runs, ...races];
  const replayed: Replayed[] = [];
  const [slot] = slots;
  for (const file of files) {
    if (file.trace === null) {
      replayed.push({ path: file.path, key: null, trace: null, verdict: 'unreadable', note: file.message });
      continue;
    }
    const { path, trace } = file;
    const own = jobs.filter((one) => placeOf(one).join() === placeOf(trace).join());
    // Where no job runs races, nothing says that the server of a race can be used.
    const job = own.find(({ strategy }) => trace.version !== 5 || strategy === 'race');
    if (job === undefined || slot === undefined || signal.aborted) continue;
    const outcome = await slot.do({
      job,
      source: configuredNamed(subjects, job.subject).source,
      kind: 'replay',
      traces: [{ path, trace }],
    });
    const common = { path, trace, key: findingKey(trace, findingIn(trace)) };
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
