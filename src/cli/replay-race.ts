import { mismatchesOfRace } from '../corpus/fits.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { RaceRecheck } from '../race/recheck-race.ts';
import { recheckRace } from '../race/recheck-race.ts';
import type { RaceReplayVerdict } from '../race/replay-race.ts';
import { replayRace } from '../race/replay-race.ts';
import { traceOfRace } from '../race/trace-of-race.ts';
import { formatCount } from '../report/numbers.ts';
import { raceAt, renderRaceAt } from '../report/race-at.ts';
import { renderRaceRecheck } from '../report/race-recheck.ts';
import { formatRaceCertificate, raceWordsOf } from '../report/race.ts';
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
  const { certificate, foundBy, violation } = trace;
  if (flags.recheck === true && certificate?.kind !== 'minimal')
    throw new UsageError(`${path} has no search of all smaller races to repeat: ${formatRaceCertificate(trace)}`);
  const subject = subjectNamed(project, trace.subject);
  await assertDescribed([subject]);
  const { policies, scope } = trace;
  const system = flags.system === undefined ? trace.system : chooseSystem(subject, flags.system);
  const mismatches = mismatchesOfRace(subject, { ...trace, system });
  if (mismatches.length > 0) throw new UsageError(`${path} does not fit: ${mismatches.join('; ')}`);
  const progress = showProgress(`replaying ${path}`);
  const replay = await replayRace(subject, trace, { system, signal, ...answerTime(flags) }).finally(() =>
    progress.clear(),
  );
  const { verdict, parted, found } = replay;
  const race = traceOfRace({ ...trace, system }, { ...replay.run, violation }, { certificate, foundBy });
  const head = renderHead(`${subject.name} on ${system}`, policies, scope);
  const output = outputOf('replay', flags);
  const name = `${path}, ${subject.name} on ${system}`;
  const words = raceWordsOf(subject);
  if (flags.step !== undefined) {
    assertMove(path, flags.step, race.moves.length);
    const code = codes[verdict];
    const step = raceAt(race, flags.step);
    const lines = [...head, ...renderRaceAt(step, words)];
    output.printLines(lines);
    output.record({ name, verdict: verdictOf(code), lines, file: path });
    output.end({ file: path, verdict, parted, ...step });
    return code;
  }
  const shown = [...head, ...renderReplayedRace({ verdict, parted, race, found }, words)];
  output.printLines(shown);
  const recheck =
    flags.recheck === true && certificate?.kind === 'minimal'
      ? await runSmallerRaces(subject, trace, certificate, { signal, ...answerTime(flags) })
      : null;
  const rechecked = recheck === null ? [] : renderRaceRecheck(recheck, certificate, words);
  output.printLines(rechecked);
  const code = codeOfReplay(verdict, recheck?.verdict ?? null);
  output.record({ name, verdict: verdictOf(code), lines: [...shown, ...rechecked], file: path });
  output.end({ file: path, ...race, verdict, parted, found, recheck });
  return code;
}

function assertMove(path: string, step: number, moves: number): void {
  if (step > moves) throw new UsageError(`${path} has no move ${step}: the race takes ${moves}`);
}

/** The exit code of a replay, and of the smaller races; `null`: they were not run. */
function codeOfReplay(verdict: RaceReplayVerdict, recheck: RaceRecheck['verdict'] | null): number {
  if (recheck === 'interrupted') return exitCode.interrupted;
  const isOpen = recheck === 'inconclusive' || (verdict === 'gone' && recheck === 'refuted');
  return isOpen ? exitCode.inconclusive : codes[verdict];
}

/** Runs the smaller races of the certificate again. */
async function runSmallerRaces(
  subject: AnySubject,
  trace: RaceTrace,
  certificate: Extract<RaceCertificate, { kind: 'minimal' }>,
  options: { readonly signal: AbortSignal; readonly answerMs?: number },
): Promise<RaceRecheck> {
  const progress = showProgress(`running ${formatCount(certificate.races, 'smaller race')}`);
  return recheckRace(subject, trace, certificate, {
    ...options,
    onProgress: ({ races, schedules }) =>
      progress.update(`${formatCount(races, 'race')}, ${formatCount(schedules, 'schedule')}`),
  }).finally(() => progress.clear());
}
