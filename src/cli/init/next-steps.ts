import { existsSync, readFileSync } from 'node:fs';
import type { PackageManager, StarterChoices } from './starter.ts';

const adding: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install --save-dev',
  pnpm: 'pnpm add --save-dev',
  yarn: 'yarn add --dev',
};

/** The lines that say what to run next, with the packages that the project lacks. */
export function linesOfNextSteps(choices: StarterChoices, lacks: readonly string[]): readonly string[] {
  return [
    'Next:',
    ...(lacks.length === 0 ? [] : [`  ${adding[choices.packageManager]} ${lacks.join(' ')}`]),
    '  npx faultbook check',
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
