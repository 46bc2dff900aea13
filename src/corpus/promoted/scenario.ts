import type { FailureModeContents } from './contents.ts';
import type { GeneratedImports } from './imports.ts';
import { literalOf } from './literal.ts';

/** `scenario.ts`, readable also where no formatter follows. */
export function scenarioText(
  { scenario }: Pick<FailureModeContents, 'scenario'>,
  { library }: GeneratedImports,
): string {
  return `import type { Scenario } from '${library}';

export const scenario: Scenario = ${literalOf(scenario)};
`;
}
