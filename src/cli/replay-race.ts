import { mismatchesOfRace } from '../corpus/fits.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import type { RaceReplayVerdict } from '../race/replay-race.ts';
import { replayRace } from '../race/replay-race.ts';
import { traceOfRace } from '../race/trace-of-race.ts';
import { raceWordsOf } from '../report/race.ts';
import { renderReplayedRace } from '../report/replayed-race.ts';
import { renderHead } from '../report/set-up.ts';
import { answerTime, chooseSystem, subjectNamed } from './choose.ts';
import { exitCode, UsageError, verdictOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { outputOf } from './output.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import type { ReplayFlags } from './replay-flags.ts';

const codes: Record<RaceReplayVerdict, number> = {
  reproduced: exitCode.violation,
  other: exitCode.violation,
  gone: exitCode.success,
  strayed: exitCode.inconclusive,
};

/** `faultbook replay` of a race: the exit code. */
export async function replayRaceCommand(
  project: Project,
  path: string,
  trace: RaceTrace,
  flags: ReplayFlags,
  signal: AbortSignal,
): Promise<number> {
  if (flags.step !== undefined || flags.recheck === true)
    throw new UsageError(
      `${path} is the trace of a race: --step and --recheck are for runs; faultbook race runs the smaller races`,
    );
  const subject = subjectNamed(project, trace.subject);
  await assertDescribed([subject]);
  const { policies, scope, certificate, foundBy, violation } = trace;
  const system = flags.system === undefined ? trace.system : chooseSystem(subject, flags.system);
  const mismatches = mismatchesOfRace(subject, { ...trace, system });
  if (mismatches.length > 0) throw new UsageError(`${path} does not fit: ${mismatches.join('; ')}`);
  const progress = showProgress(`replaying ${path}`);
  const replay = await replayRace(subject, trace, { system, signal, ...answerTime(flags) }).finally(() =>
    progress.clear(),
  );
  const { verdict, parted, found } = replay;
  const race = traceOfRace({ ...trace, system }, { ...replay.run, violation }, { certificate, foundBy });
  const code = codes[verdict];
  const lines = [
    ...renderHead(`${subject.name} on ${system}`, policies, scope),
    ...renderReplayedRace({ verdict, parted, race, found }, raceWordsOf(subject)),
  ];
  const output = outputOf('replay', flags);
  output.printLines(lines);
  output.record({ name: `${path}, ${subject.name} on ${system}`, verdict: verdictOf(code), lines, file: path });
  output.end({ file: path, ...race, verdict, parted, found });
  return code;
}
