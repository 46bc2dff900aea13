import { traceText } from '../trace-text.ts';
import type { FailureModeContents } from './contents.ts';
import { numberOf } from './contents.ts';
import type { GeneratedImports } from './imports.ts';
import { scenarioText } from './scenario.ts';
import { specText } from './spec.ts';
import { testText } from './test-text.ts';

/** The files of a failure mode, by path in its folder. The code still needs a formatter. */
export function filesOf(contents: FailureModeContents, imports: GeneratedImports): ReadonlyMap<string, string> {
  const number = numberOf(contents);
  return new Map([
    ['spec.md', specText(contents)],
    ['scenario.ts', scenarioText(contents, imports)],
    ['trace.json', traceText(contents.trace)],
    [`tests/repro_fm${number}.test.ts`, testText('testRepro', imports)],
    [`tests/prevent_fm${number}.test.ts`, testText('testPrevention', imports)],
  ]);
}
