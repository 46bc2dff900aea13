import type { Promotion } from './promotion.ts';

/** A literal, before formatting. */
export function literal(value: unknown): string {
  return JSON.stringify(value);
}

/** The imports of a test: these names of the public API, and the scenario. */
export function imports(names: readonly string[]): string {
  return `import { ${names.toSorted().join(', ')} } from '../../../src/index.ts';
import { scenario } from '../scenario.ts';`;
}

/** Destructures the scenario into these fields. */
export function fieldsOf({ recovery }: Promotion['scenario'], fields: string): string {
  const run = recovery === undefined ? '' : '\nconst run = [...commands, ...(scenario.recovery ?? [])];';
  return `const { ${fields} } = scenario;${run}`;
}

/** The name of the run for the lockstep: the commands, and after them the recovery of the scenario, if the scenario has a recovery. */
export function runOf({ recovery }: Promotion['scenario']): string {
  return recovery === undefined ? 'commands' : 'run';
}

/** The comment above a test that is expected to fail. */
export const aboutFails =
  '// No policy prevents this bug. The test states the correct behaviour: remove `.fails` once the bug is fixed.';
