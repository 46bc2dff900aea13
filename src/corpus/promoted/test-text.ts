import type { GeneratedImports } from './imports.ts';

type Define = 'testRepro' | 'testPrevention' | 'testRegression';

/** The test files of a failure mode: two where a policy prevents it or a system has the fix, and one regression test of a bug. */
export function testFilesOf(
  { id, prevention }: { readonly id: string; readonly prevention: { readonly by: 'policy' | 'fix' | 'system' } },
  imports: GeneratedImports,
): (readonly [path: string, text: string])[] {
  const number = id.slice('FM_'.length);
  if (prevention.by === 'fix')
    return [[`tests/regression_fm${number}.test.ts`, aboutRegression + testText('testRegression', imports)]];
  return [
    [`tests/repro_fm${number}.test.ts`, testText('testRepro', imports)],
    [`tests/prevent_fm${number}.test.ts`, testText('testPrevention', imports)],
  ];
}

const aboutRegression = '// No policy prevents this bug: the test fails until the bug is mended.\n';

/** A test file of three lines, with the function that defines the tests. */
function testText(define: Define, { tests }: GeneratedImports): string {
  return `import { ${define} } from '${tests}';
import { scenario } from '../scenario.ts';
await ${define}(scenario, import.meta.dirname);
`;
}
