import { dirname, relative } from 'node:path';
import type { ChosenNaming } from '../corpus/promoted/naming.ts';
import type { PublishedNamed, PublishNamedOptions } from '../corpus/promoted/publish-named.ts';
import { renderNewFailureMode, renderTestFailures } from '../report/new-failure-mode.ts';
import { everySubjectOf } from './choose.ts';
import { exitCode } from './exit.ts';
import { printError, printErrorLines, printLines } from './print.ts';
import type { ProgressLine } from './progress.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

/** A promotion of a trace of this subject. */
interface Promoting<Contents> {
  readonly subject: string;
  readonly promote: (options: PublishNamedOptions) => Promise<PublishedNamed<Contents>>;
  /** The result in a line, after so many tests. */
  readonly formatResult: (contents: Contents, passed: number) => string;
}

/** Promotes a trace to a failure mode of the project, and prints the result. The exit code. */
export async function promoteIn<Contents>(
  project: Project,
  { subject: name, promote, formatResult }: Promoting<Contents>,
  chosen: ChosenNaming,
  signal: AbortSignal,
): Promise<number> {
  const { failureModes, index, formatting } = project;
  const progress: { line: ProgressLine | null } = { line: null };
  const promoting = promote({
    ...chosen,
    // Each subject has a hundred numbers: the first 1 to 99, the second 101 to 199.
    numbersAfter: 100 * everySubjectOf(project).findIndex((subject) => subject.name === name),
    failureModes,
    index,
    formatting,
    signal,
    onNaming: ({ id }) => {
      progress.line = showProgress(`promoting to ${id}`);
      progress.line.update('looking around the scenario');
    },
    onTests: () => progress.line?.update('running its tests'),
  });
  const published = await promoting.finally(() => progress.line?.clear());
  if (published.verdict === 'interrupted') return exitCode.interrupted;
  const { naming, run, contents } = published;
  if (published.verdict === 'failed') {
    printError(
      run.failures.length === 0
        ? `promotion aborted: the regression test of ${naming.id} passes, although the trace shows the bug`
        : `promotion aborted: the generated tests of ${naming.id} did not pass`,
    );
    printErrorLines(renderTestFailures(run.failures));
    return exitCode.violation;
  }
  const root = dirname(failureModes);
  const folder = relative(root, published.folder);
  const paths = { folder, index: index === null ? null : relative(root, index) };
  printLines(renderNewFailureMode({ ...published, ...paths, id: naming.id }, formatResult(contents, run.passed)));
  return exitCode.success;
}
