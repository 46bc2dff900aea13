import type { CiTest } from './ci-test.ts';
import { bodyOf, headOf } from './ci-test.ts';

/**
 * The annotations of a workflow of GitHub, one for each test that does not hold: an error for a violation, a warning where
 * there is no verdict. The form is that of workflow commands:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function renderGithub(command: string, tests: readonly CiTest[]): string[] {
  return tests
    .filter(({ verdict }) => verdict !== 'holds')
    .map((test) => {
      const level = test.verdict === 'violated' ? 'error' : 'warning';
      const file = test.file === undefined ? [] : [`file=${asProperty(test.file)}`];
      const properties = [...file, `title=${asProperty(`faultbook ${command}`)}`];
      return `::${level} ${properties.join(',')}::${asData([headOf(test), ...bodyOf(test)].join('\n'))}`;
    });
}

/** A line of a report that GitHub does not take for a workflow command. */
export function withoutWorkflowCommand(line: string): string {
  return line.replace(/^(\s*)(?=::|##\[)/, '$1| ');
}

function asData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function asProperty(text: string): string {
  return asData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
