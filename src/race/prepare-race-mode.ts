import { mismatchesOfRace } from '../corpus/fits.ts';
import { CannotPromote, notShown } from '../corpus/promoted/cannot-promote.ts';
import { notFixed } from '../corpus/promoted/fixed-on.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { RaceModeContents, RaceSpecificationTexts } from '../corpus/promoted/race-contents.ts';
import type { RaceScenario } from '../corpus/race-scenario.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import { sameRaceFinding } from '../kernel/race-violation.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import { everySchedule } from './every-schedule.ts';
import { modeOf } from './on-stage.ts';
import { replayRace } from './replay-race.ts';
import { traceOfRace } from './trace-of-race.ts';

export interface PrepareRaceOptions {
  /** Words the facts for the specification: `raceSpecificationTexts`. */
  readonly texts: (subject: AnySubject, trace: RaceTrace) => RaceSpecificationTexts;
  /** The file of the subject and its export, from the folder of the failure mode, where no configuration has the subject. */
  readonly subjectFile?: string | undefined;
  /** The system of a contract that has the fix. */
  readonly fixedOn?: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * The race of a trace as it goes wrong today. `label`: the trace in messages. Throws `CannotPromote` where it does not fit its
 * subject, or does not go wrong in the same way.
 */
export async function replayToday(
  subject: AnySubject,
  trace: RaceTrace,
  { label, signal }: { readonly label: string; readonly signal?: AbortSignal },
): Promise<RaceTrace> {
  const mismatches = mismatchesOfRace(subject, trace);
  if (mismatches.length > 0) throw new CannotPromote(`${label} does not fit: ${mismatches.join('; ')}`);
  const { found, run } = await replayRace(subject, trace, { ...(signal && { signal }) });
  if (found === null || !sameRaceFinding(found, trace.violation))
    throw notShown(label, trace.violation.promise ?? trace.violation.kind, trace.system);
  return traceOfRace(trace, { ...run, violation: found }, trace);
}

/** The contents of the files of a failure mode whose scenario is the race of this trace. */
export async function prepareRaceMode(
  subject: AnySubject,
  trace: RaceTrace,
  { id, title, folder }: Naming,
  { texts: textsOf, subjectFile, fixedOn, signal }: PrepareRaceOptions,
): Promise<RaceModeContents> {
  const texts = textsOf(subject, trace);
  const { system, scope, before, atOnce, policies, violation } = trace;
  const scenario: RaceScenario = {
    id,
    title,
    subject: subject.name,
    ...(subjectFile !== undefined && { subjectFile }),
    system,
    without: Object.keys(policies).filter((name) => policies[name] === false),
    scope,
    before: before as RaceScenario['before'],
    atOnce: atOnce as RaceScenario['atOnce'],
    violation: violation.kind,
    ...(violation.promise !== undefined && { promise: violation.promise }),
    prevention: await findPrevention(subject, trace, { fixedOn, signal }),
    foundBy: texts.foundBy,
  };
  return { folder, scenario, trace, texts };
}

/**
 * Runs the schedules of a race with the policies on that are off, where there are any, or on the system that has the fix. Throws
 * `CannotPromote` where that system goes wrong.
 */
async function findPrevention(
  subject: AnySubject,
  trace: RaceTrace,
  { fixedOn, signal }: Pick<PrepareRaceOptions, 'fixedOn'> & { readonly signal: AbortSignal | undefined },
): Promise<RaceScenario['prevention']> {
  const { system, scope, policies, certificate } = trace;
  const most = certificate?.kind === 'minimal' ? certificate.preemptions : 0;
  const preemptions = Math.max(most, trace.preemptions, 1);
  if (fixedOn === undefined && !Object.values(policies).includes(false)) return { by: 'fix', preemptions };
  const on = {
    system: fixedOn ?? system,
    scope,
    policies: allPolicies(subject),
    preemptions,
    ...(signal && { signal }),
    ...modeOf(trace),
  };
  const { found, notCounted } = await everySchedule(subject, trace, on);
  if (fixedOn !== undefined) {
    if (found !== null) throw notFixed(fixedOn, found.violation.promise ?? found.violation.kind);
    if (notCounted.length > 0)
      throw new CannotPromote(`the schedules on ${fixedOn} are inconclusive: ${notCounted.join('; ')}`);
    return { by: 'system', system: fixedOn, preemptions };
  }
  return { by: found === null && notCounted.length === 0 ? 'policy' : 'fix', preemptions };
}
