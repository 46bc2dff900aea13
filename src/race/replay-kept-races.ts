import { readKept } from '../corpus/counterexamples.ts';
import { mismatchesOfRace } from '../corpus/fits.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import { raceTraces } from '../corpus/trace-kind.ts';
import type { AnySubject, Policies } from '../kernel/subject.ts';
import type { RaceMode } from './on-stage.ts';
import { modeOf } from './on-stage.ts';
import type { RaceReplay, RaceReplayVerdict } from './replay-race.ts';
import { replayRace } from './replay-race.ts';

/** The result of replaying a kept race. */
export interface KnownRace {
  readonly file: string;
  /** `mismatch`: the subject has not all that the trace names; `unreadable`: the file is no trace. */
  readonly verdict: RaceReplayVerdict | 'mismatch' | 'unreadable';
  readonly notes: readonly string[];
}

/** The kept races that concern a search, up to the first that still goes wrong. */
export interface ReplayedRaces {
  readonly known: readonly KnownRace[];
  readonly violated: { readonly file: string; readonly trace: RaceTrace; readonly replay: RaceReplay } | null;
}

/** Whether a search in a mode has races of another one. */
function isWithin(mode: RaceMode, { useCases = false, answers = false, strikes = noStrikes }: RaceMode): boolean {
  const { most, kinds } = mode.strikes ?? noStrikes;
  return (
    (mode.useCases !== true || useCases) &&
    (mode.answers !== true || answers) &&
    most <= strikes.most &&
    kinds.every((one) => strikes.kinds.includes(one))
  );
}

const noStrikes: NonNullable<RaceMode['strikes']> = { most: 0, kinds: [] };

/** Replays the races that a folder has of this subject, on this system, under these policies and in this mode, smallest first. */
export async function replayKeptRaces(
  subject: AnySubject,
  {
    system,
    policies,
    signal,
    ...mode
  }: RaceMode & { readonly system: string; readonly policies: Policies; readonly signal?: AbortSignal | undefined },
  folder: string,
): Promise<ReplayedRaces> {
  const known: KnownRace[] = [];
  const files = await readKept(folder, raceTraces);
  const traces = files.flatMap((file) => {
    if (file.trace !== null) return [{ file: file.path, trace: file.trace }];
    known.push({ file: file.path, verdict: 'unreadable', notes: [file.message] });
    return [];
  });
  const own = traces
    .filter(({ trace }) => trace.subject === subject.name && trace.system === system)
    .filter(({ trace }) => isWithin(modeOf(trace), mode))
    .filter(({ trace }) => Object.keys(policies).every((name) => trace.policies[name] === policies[name]))
    .toSorted((a, b) => raceTraces.compare(a.trace, b.trace));
  for (const { file, trace } of own) {
    if (signal?.aborted === true) break;
    const notes = mismatchesOfRace(subject, trace);
    if (notes.length > 0) {
      known.push({ file, verdict: 'mismatch', notes });
      continue;
    }
    const replay = await replayRace(subject, trace, { ...(signal && { signal }) });
    const { verdict, found, parted } = replay;
    known.push({ file, verdict, notes: verdict === 'gone' ? [] : [found?.details ?? parted ?? ''] });
    if (found !== null) return { known, violated: { file, trace, replay } };
  }
  return { known, violated: null };
}
