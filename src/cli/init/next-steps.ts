import { existsSync, readFileSync } from 'node:fs';
import type { PackageManager, StarterChoices } from './starter.ts';
import { exportOf } from './starter.ts';

const adding: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install --save-dev',
  pnpm: 'pnpm add --save-dev',
  yarn: 'yarn add --dev',
};

/** What a project lacks. */
interface Lacking {
  /** The packages. */
  readonly lacks: readonly string[];
  /** The configuration that does not have the subject; `null`: it has the subject. */
  readonly config: string | null;
}

/** The lines that say what to run next, with what the project lacks. */
export function linesOfNextSteps(choices: StarterChoices, { lacks, config }: Lacking): readonly string[] {
  const name = exportOf(choices);
  const configured = [
    `Add the subject to ${config}, or no command finds it:`,
    `  import { ${name} } from './faultbook/${choices.subject}.${choices.ending}';`,
    `  subjects: [..., ${name}]`,
  ];
  return [
    ...(config === null ? ['Next:'] : [...configured, 'Then:']),
    ...(lacks.length === 0 ? [] : [`  ${adding[choices.packageManager]} ${lacks.join(' ')}`]),
    `  npx faultbook check${config === null ? '' : ` ${choices.subject}`}`,
    '  npx vitest run faultbook',
    `Then put your own model and system into faultbook/${choices.subject}.${choices.ending}.`,
    ...(lacksExtensions(choices) ? ['For tsc, set allowImportingTsExtensions and noEmit in tsconfig.json.'] : []),
  ];
}

/** Node finds a file of TypeScript by its whole name, which the compiler refuses unless an option allows it. */
function lacksExtensions({ isTypeScript }: StarterChoices): boolean {
  if (!isTypeScript || !existsSync('tsconfig.json')) return false;
  return !/allowImportingTsExtensions|rewriteRelativeImportExtensions/.test(readFileSync('tsconfig.json', 'utf8'));
}
