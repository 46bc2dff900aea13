import type { FailureModeContents } from './contents.ts';
import type { GeneratedImports } from './imports.ts';

/** `scenario.ts`, before formatting. */
export function scenarioText({ scenario }: FailureModeContents, { library }: GeneratedImports): string {
  return `import type { Scenario } from '${library}';

export const scenario: Scenario = ${JSON.stringify(scenario)};
`;
}
