import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promote } from '../check/promote.ts';
import { readAnyTrace } from '../corpus/any-trace.ts';
import type { ChosenNaming } from '../corpus/promoted/naming.ts';
import { assertName } from '../corpus/promoted/naming.ts';
import type { PublishNamedOptions } from '../corpus/promoted/publish-named.ts';
import { allCommandsOf } from '../kernel/run.ts';
import { promoteRace } from '../race/promote-race.ts';
import { formatRaceResult, formatRunResult } from '../report/new-failure-mode.ts';
import { raceSpecificationTexts } from '../report/race-specification.ts';
import { specificationTexts } from '../report/specification-texts.ts';
import { subjectNamed } from './choose.ts';
import { assertDescribed } from './first-use.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import { promoteIn } from './promote-in.ts';
import { traceFile } from './trace-file.ts';

export interface PromoteFlags extends ChosenNaming {
  /** The system of a contract that has the fix. */
  readonly fixedOn?: string;
}

/** `faultbook promote`: the exit code. Publishes the failure mode only after both of its tests have passed. */
export async function promoteCommand(
  project: Project,
  named: string,
  { fixedOn, ...flags }: PromoteFlags,
  signal: AbortSignal,
): Promise<number> {
  assertName(flags.name);
  const path = traceFile(project, named);
  const trace = await readAnyTrace(path);
  const subject = subjectNamed(project, trace.subject);
  await assertDescribed([subject]);
  if (trace.version === 5) {
    const promoting = {
      subject: subject.name,
      promote: (options: PublishNamedOptions) =>
        promoteRace(subject, trace, {
          ...options,
          texts: raceSpecificationTexts,
          fixedOn,
          imports: project.imports,
          subjectFile: subjectFileFrom(project, subject.name),
          label: path,
        }),
      formatResult: formatRaceResult,
    };
    return promoteIn(project, promoting, flags, signal);
  }
  const replaying = showProgress(`replaying ${path}`);
  const of = allCommandsOf(trace).length;
  return promoteIn(
    project,
    {
      subject: subject.name,
      promote: ({ onNaming, ...options }) =>
        promote(subject, trace, {
          ...options,
          texts: specificationTexts,
          fixedOn,
          imports: project.imports,
          subjectFile: subjectFileFrom(project, subject.name),
          label: path,
          onStep: (index) => replaying.update(`command ${index + 1} of ${of}`),
          onNaming: (naming) => {
            replaying.clear();
            onNaming?.(naming);
          },
        }).finally(() => replaying.clear()),
      formatResult: formatRunResult,
    },
    flags,
    signal,
  );
}

/** The file of a subject that `--subject` named, from the folder of a failure mode; a configuration has the others. */
function subjectFileFrom({ subjects, subjectFiles, failureModes }: Project, name: string): string | undefined {
  const source = subjects.find(({ subject }) => subject.name === name)?.source;
  if (subjectFiles.length === 0 || source === undefined) return undefined;
  const file = relative(join(failureModes, 'mode'), fileURLToPath(source.module));
  return `${file.replaceAll('\\', '/')}#${source.exportName}`;
}
