import { raceTraceText } from '../race-trace.ts';
import type { GeneratedImports } from './imports.ts';
import { commandsFor } from './imports.ts';
import type { RaceModeContents } from './race-contents.ts';
import { raceSpecText } from './race-spec.ts';
import { scenarioText } from './scenario.ts';
import { testFilesOf } from './test-text.ts';

/** The files of a failure mode, by path in its folder. The code still needs a formatter. */
export function filesOfRace(
  contents: RaceModeContents,
  imports: GeneratedImports,
  failureModes: string,
): ReadonlyMap<string, string> {
  const { scenario, trace } = contents;
  const number = scenario.id.slice('FM_'.length);
  const { runTests } = commandsFor(imports, `${failureModes}/${contents.folder}`, number);
  return new Map([
    ['spec.md', raceSpecText(contents, runTests)],
    ['scenario.ts', scenarioText(scenario, 'RaceScenario', imports)],
    ['trace.json', raceTraceText(trace)],
    ...testFilesOf(scenario, imports),
  ]);
}
