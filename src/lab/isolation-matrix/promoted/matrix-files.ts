import { matrixTraceText } from '../keep-matrix-trace.ts';
import type { MatrixContents } from './matrix-contents.ts';
import { matrixSpecText } from './matrix-spec.ts';

/** The files of a failure mode, by path in its folder. The code still needs a formatter. */
export function filesOfMatrix(contents: MatrixContents): ReadonlyMap<string, string> {
  const { scenario, trace } = contents;
  const number = scenario.id.slice('FM_'.length);
  return new Map([
    ['spec.md', matrixSpecText(contents)],
    [
      'scenario.ts',
      `import type { MatrixScenario } from '../../src/lab/isolation-matrix/scenario.ts';

export const scenario: MatrixScenario = ${JSON.stringify(scenario)};
`,
    ],
    ['trace.json', matrixTraceText(trace)],
    [`tests/repro_fm${number}.test.ts`, testText('testMatrixRepro(scenario, import.meta.dirname)')],
    [`tests/prevent_fm${number}.test.ts`, testText('testMatrixPrevention(scenario)')],
  ]);
}

/** A test file: three lines, with the call that defines the tests. */
function testText(call: string): string {
  return `import { ${call.split('(')[0]} } from '../../../src/lab/isolation-matrix/failure-mode-tests.ts';
import { scenario } from '../scenario.ts';
await ${call};
`;
}
