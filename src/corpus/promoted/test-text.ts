/** A test file of a failure mode of commands: three lines, with the function that defines the tests. */
export function testText(define: 'testRepro' | 'testPrevention'): string {
  return `import { ${define} } from '../../../src/vitest/index.ts';
import { scenario } from '../scenario.ts';
await ${define}(scenario, import.meta.dirname);
`;
}
