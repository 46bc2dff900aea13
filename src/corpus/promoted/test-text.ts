import type { Promotion } from './promotion.ts';

/** A literal, before it is laid out. */
export function literal(value: unknown): string {
  return JSON.stringify(value);
}

/** What a test imports of the public API, and the scenario. */
export function imports(names: readonly string[]): string {
  return `import { ${names.toSorted().join(', ')} } from '../../../src/index.ts';
import { scenario } from '../scenario.ts';`;
}

/** Takes the scenario apart, with these of its fields. */
export function fieldsOf({ recovery }: Promotion['scenario'], fields: string): string {
  const run = recovery === undefined ? '' : '\nconst run = [...commands, ...(scenario.recovery ?? [])];';
  return `const { ${fields} } = scenario;${run}`;
}

/** What a lockstep is given: the commands, and the recovery after them where the scenario has one of its own. */
export function runOf({ recovery }: Promotion['scenario']): string {
  return recovery === undefined ? 'commands' : 'run';
}

/** Stands over a test that is expected to fail. */
export const aboutFails =
  '// No policy prevents this: it is a bug. This is what should hold. Once it does, vitest says so, and `.fails` goes.';
