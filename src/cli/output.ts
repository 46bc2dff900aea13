import { relative, resolve, sep } from 'node:path';
import type { CiTest } from '../report/ci-test.ts';
import { renderGithub, withoutWorkflowCommand } from '../report/github.ts';
import { renderJunit } from '../report/junit.ts';
import { printJson, printLines } from './print.ts';

export interface OutputFlags {
  readonly json?: boolean;
  /** For CI: annotations of a workflow of GitHub after the report, or JUnit XML in its place. */
  readonly reporter?: Reporter;
}

/** The names of the reporters for CI. */
export const reporters = ['github', 'junit'] as const;
type Reporter = (typeof reporters)[number];

/** Where the results of a command go: to a person, to a program, or to a CI. */
export interface Output {
  /** Prints lines for a person. */
  printLines(lines: readonly string[]): void;
  /** A result for a CI. `file` is a path from the current folder. */
  record(test: CiTest): void;
  /** Called last, and once. */
  end(json: unknown): void;
}

export function outputOf(command: string, { json = false, reporter }: OutputFlags): Output {
  const tests: CiTest[] = [];
  return {
    printLines(lines) {
      if (json || reporter === 'junit') return;
      printLines(reporter === 'github' ? lines.map(withoutWorkflowCommand) : lines);
    },
    record({ file, ...test }) {
      tests.push({ ...test, ...(file !== undefined && { file: fromRepository(file) }) });
    },
    end(value) {
      if (json) printJson(value);
      else if (reporter === 'junit') printLines(renderJunit(command, tests));
      else if (reporter === 'github') printLines(renderGithub(command, tests));
    },
  };
}

/** A path as a CI shows it: from the root of the repository, which a workflow of GitHub names. */
function fromRepository(path: string): string {
  const root = process.env['GITHUB_WORKSPACE'] ?? '';
  return relative(root, resolve(path)).replaceAll(sep, '/');
}
