import { relative } from 'node:path';
import { mismatchesOfRace } from '../corpus/fits.ts';
import { CannotPromote, notShown } from '../corpus/promoted/cannot-promote.ts';
import type { GeneratedImports } from '../corpus/promoted/imports.ts';
import { moduleMarker } from '../corpus/promoted/module-marker.ts';
import { assertName } from '../corpus/promoted/naming.ts';
import type { PublishedNamed, PublishNamedOptions } from '../corpus/promoted/publish-named.ts';
import { publishNamed } from '../corpus/promoted/publish-named.ts';
import type { RaceModeContents, RaceSpecificationTexts } from '../corpus/promoted/race-contents.ts';
import { filesOfRace } from '../corpus/promoted/race-files.ts';
import type { RaceScenario } from '../corpus/race-scenario.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import { everySchedule } from './every-schedule.ts';
import { modeOf } from './on-stage.ts';
import { replayRace } from './replay-race.ts';
import { traceOfRace } from './trace-of-race.ts';

interface PromoteRaceOptions extends PublishNamedOptions {
  /** Words the facts for the specification: `raceSpecificationTexts`. */
  readonly texts: (subject: AnySubject, trace: RaceTrace) => RaceSpecificationTexts;
  readonly imports: GeneratedImports;
  /** The file of the subject and its export, from the folder of the failure mode, where no configuration has the subject. */
  readonly subjectFile?: string | undefined;
  /** The trace in messages, for example its file. */
  readonly label: string;
}

/**
 * Makes a race a failure mode, as `promote` does with a run: with a test of the fault and of its prevention where the policies
 * that are off prevent it, and with one regression test, which is red, where they do not. Throws `BadName` and `CannotPromote`.
 */
export async function promoteRace(
  subject: AnySubject,
  trace: RaceTrace,
  { texts: textsOf, imports, subjectFile, label, ...options }: PromoteRaceOptions,
): Promise<PublishedNamed<RaceModeContents>> {
  assertName(options.name);
  const mismatches = mismatchesOfRace(subject, trace);
  if (mismatches.length > 0) throw new CannotPromote(`${label} does not fit: ${mismatches.join('; ')}`);
  const { found, run } = await replayRace(subject, trace, options);
  if (found?.kind !== trace.violation.kind) throw notShown(label, trace.violation.kind, trace.system);
  const today = traceOfRace(trace, { ...run, violation: found }, trace);
  return publishNamed(
    subject.name,
    async ({ id, title, folder }) => {
      const texts = textsOf(subject, today);
      const { system, scope, before, atOnce, policies } = today;
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
        violation: found.kind,
        prevention: await findPrevention(subject, today, options.signal),
        foundBy: texts.foundBy,
      };
      const contents = { folder, scenario, trace: today, texts };
      const all = relative('', options.failureModes).replaceAll('\\', '/');
      const files = new Map([...filesOfRace(contents, imports, all), ...moduleMarker(options.failureModes)]);
      return { contents, files };
    },
    options,
  );
}

/** Runs the schedules of a race with the policies on that are off, where there are any. */
async function findPrevention(
  subject: AnySubject,
  trace: RaceTrace,
  signal: AbortSignal | undefined,
): Promise<RaceScenario['prevention']> {
  const { system, scope, policies, certificate } = trace;
  const most = certificate?.kind === 'minimal' ? certificate.preemptions : 0;
  const preemptions = Math.max(most, trace.preemptions, 1);
  if (!Object.values(policies).includes(false)) return { by: 'fix', preemptions };
  const on = {
    system,
    scope,
    policies: allPolicies(subject),
    preemptions,
    ...(signal && { signal }),
    ...modeOf(trace),
  };
  const { found, notCounted } = await everySchedule(subject, trace, on);
  return { by: found === null && notCounted.length === 0 ? 'policy' : 'fix', preemptions };
}
