import type { FailureModeContents } from './contents.ts';
import type { GeneratedImports } from './imports.ts';

/** The comment of a scenario whose bug is open. */
const aboutOpenBug =
  '\n// No policy prevents this bug: its tests are expected to fail. Write `true` once the bug is fixed.\n';

/** `scenario.ts`, before formatting. */
export function scenarioText({ scenario }: FailureModeContents, { library }: GeneratedImports): string {
  const data = JSON.stringify(scenario).replace('"isFixed":false', `${aboutOpenBug}$&`);
  return `import type { Scenario } from '${library}';

export const scenario: Scenario = ${data};
`;
}
