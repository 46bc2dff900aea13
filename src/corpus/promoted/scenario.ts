import type { RaceScenario } from '../race-scenario.ts';
import type { Scenario } from '../scenario.ts';
import type { GeneratedImports } from './imports.ts';
import { literalOf } from './literal.ts';

/** `scenario.ts`, readable also where no formatter follows. */
export function scenarioText(
  scenario: Scenario | RaceScenario,
  type: 'Scenario' | 'RaceScenario',
  { library }: GeneratedImports,
): string {
  return `import type { ${type} } from '${library}';

export const scenario: ${type} = ${literalOf(scenario)};
`;
}
