import { traceText } from '../trace-text.ts';
import type { FailureModeContents } from './contents.ts';
import { numberOf } from './contents.ts';
import type { GeneratedImports } from './imports.ts';
import { commandsFor } from './imports.ts';
import { scenarioText } from './scenario.ts';
import { specText } from './spec.ts';
import { testFilesOf } from './test-text.ts';

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
    ['scenario.ts', scenarioText(contents.scenario, 'Scenario', imports)],
    ['trace.json', traceText(contents.trace)],
    ...testFilesOf(contents.scenario, imports),
  ]);
}
