import type { Promotion } from './promotion.ts';

/** `scenario.ts`, before formatting. */
export function scenarioText({ scenario }: Promotion): string {
  return `import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = ${JSON.stringify(scenario)};
`;
}
