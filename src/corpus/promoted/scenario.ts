import type { FailureModeContents } from './contents.ts';

/** The comment of a scenario whose bug is open. */
const aboutOpenBug =
  '\n// No policy prevents this bug: its tests are expected to fail. Write `true` once the bug is fixed.\n';

/** `scenario.ts`, before formatting. */
export function scenarioText({ scenario }: FailureModeContents): string {
  const data = JSON.stringify(scenario).replace('"isFixed":false', `${aboutOpenBug}$&`);
  return `import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = ${data};
`;
}
