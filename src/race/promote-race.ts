import { relative } from 'node:path';
import { assertFixedOn } from '../corpus/promoted/fixed-on.ts';
import type { GeneratedImports } from '../corpus/promoted/imports.ts';
import { moduleMarker } from '../corpus/promoted/module-marker.ts';
import { assertName } from '../corpus/promoted/naming.ts';
import type { PublishedNamed, PublishNamedOptions } from '../corpus/promoted/publish-named.ts';
import { publishNamed } from '../corpus/promoted/publish-named.ts';
import type { RaceModeContents } from '../corpus/promoted/race-contents.ts';
import { filesOfRace } from '../corpus/promoted/race-files.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { PrepareRaceOptions } from './prepare-race-mode.ts';
import { prepareRaceMode, replayToday } from './prepare-race-mode.ts';

interface PromoteRaceOptions extends PublishNamedOptions, PrepareRaceOptions {
  readonly imports: GeneratedImports;
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
  { imports, label, ...options }: PromoteRaceOptions,
): Promise<PublishedNamed<RaceModeContents>> {
  assertName(options.name);
  if (options.fixedOn !== undefined) assertFixedOn(subject, options.fixedOn, trace.system);
  const today = await replayToday(subject, trace, { ...options, label });
  return publishNamed(
    subject.name,
    async (naming) => {
      const contents = await prepareRaceMode(subject, today, naming, options);
      const all = relative('', options.failureModes).replaceAll('\\', '/');
      const files = new Map([...filesOfRace(contents, imports, all), ...moduleMarker(options.failureModes)]);
      return { contents, files };
    },
    options,
  );
}
