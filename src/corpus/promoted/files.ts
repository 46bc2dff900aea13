import { traceText } from '../trace-text.ts';
import type { FailureModeContents } from './contents.ts';
import { numberOf } from './contents.ts';
import type { GeneratedImports } from './imports.ts';
import { commandsFor } from './imports.ts';
import { scenarioText } from './scenario.ts';
import { specText } from './spec.ts';
import { testText } from './test-text.ts';

/**
 * The files of a failure mode, by path in its folder. The code still needs a formatter. `failureModes` is the folder of all
 * failure modes, as a command in the project names the folder.
 */
export function filesOf(
  contents: FailureModeContents,
  imports: GeneratedImports,
  failureModes = 'failure_modes',
): ReadonlyMap<string, string> {
  const commands = commandsFor(imports, `${failureModes}/${contents.folder}`, numberOf(contents));
  return new Map([
    ['spec.md', specText(contents, commands)],
    ['scenario.ts', scenarioText(contents, imports)],
    ['trace.json', traceText(contents.trace)],
    ...testsOf(contents, imports),
  ]);
}

/** Two tests where a policy prevents the failure mode, and one regression test of a bug. */
function testsOf(contents: FailureModeContents, imports: GeneratedImports): (readonly [path: string, text: string])[] {
  const number = numberOf(contents);
  if (contents.scenario.prevention.by === 'fix')
    return [[`tests/regression_fm${number}.test.ts`, aboutRegression + testText('testRegression', imports)]];
  return [
    [`tests/repro_fm${number}.test.ts`, testText('testRepro', imports)],
    [`tests/prevent_fm${number}.test.ts`, testText('testPrevention', imports)],
  ];
}

const aboutRegression = '// No policy prevents this bug: the test fails until the bug is mended.\n';
