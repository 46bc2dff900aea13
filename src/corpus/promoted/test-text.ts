import type { GeneratedImports } from './imports.ts';

type Define = 'testRepro' | 'testPrevention' | 'testRegression';

/** A test file of a failure mode of commands: three lines, with the function that defines the tests. */
export function testText(define: Define, { tests }: GeneratedImports): string {
  return `import { ${define} } from '${tests}';
import { scenario } from '../scenario.ts';
await ${define}(scenario, import.meta.dirname);
`;
}
