import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { withHelpers } from '../properties/planted/test-helpers.ts';
import type { EngineModule } from './engine-modules.ts';

/** One change to one place of a module, and whether a test noticed. */
export interface Mutant {
  /** The line on which it stands, without its indentation. */
  readonly line: string;
  readonly lineNumber: number;
  readonly mutator: string;
  readonly replacement: string;
  /** As Stryker says it: `Killed`, `Timeout`, `Survived`, `NoCoverage`, `RuntimeError` … */
  readonly status: string;
}

/** What came of a module. */
export interface Judged {
  /** Of the module, its tests and Stryker: where it is the same, the module need not be judged again. */
  readonly digest: string;
  readonly lines: number;
  /**
   * The commit at which the module was judged, where names and texts have changed since, in the module or its tests, and
   * the result was carried over by hand.
   */
  readonly judgedAt?: string;
  readonly mutants: readonly Mutant[];
}

export const root: string = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/faultbook/mutants');
const require = createRequire(import.meta.url);
const stryker = require.resolve('@stryker-mutator/core/package.json');
const { version: strykerVersion } = require(stryker) as { version: string };
/** How tests are run, for the digests: what was judged otherwise is judged again. */
const vitestConfig = 'scripts/vitest-mutants.ts';

/** What of Stryker's report is read here. */
interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly mutants: readonly {
          readonly location: { readonly start: { readonly line: number } };
          readonly mutatorName: string;
          readonly replacement: string;
          readonly status: string;
        }[];
      }
    >
  >;
}

/** What is known of a module as it is now; `null` where it or its tests changed since. */
export function knownOf(module: EngineModule): Judged | null {
  const path = cachePath(module);
  if (!existsSync(path)) return null;
  const judged = JSON.parse(readFileSync(path, 'utf8')) as Judged;
  return judged.digest === digestOf(module) ? judged : null;
}

/** Judges every mutant of a module by the module's tests, and keeps the result. Throws where the tests are red without a change. */
export async function judge(module: EngineModule, concurrency: number): Promise<Judged> {
  const digest = digestOf(module);
  const source = readFileSync(join(root, module.file), 'utf8').split('\n');
  const { files } = await runStryker(module, concurrency);
  const reported = files[module.file];
  // A second run of the command at the same time writes its report to the same file.
  if (reported === undefined) throw new Error(`the report of Stryker has no ${module.file}`);
  const mutants = reported.mutants.map(({ location, mutatorName, replacement, status }): Mutant => {
    const { line } = location.start;
    return {
      line: (source[line - 1] ?? '').trim(),
      lineNumber: line,
      mutator: mutatorName,
      replacement: replacement.replaceAll(/\s+/g, ' '),
      status,
    };
  });
  const judged = { digest, lines: source.length - 1, mutants };
  writeFileSync(cachePath(module), JSON.stringify(judged));
  return judged;
}

async function runStryker({ file, tests }: EngineModule, concurrency: number): Promise<Report> {
  mkdirSync(cache, { recursive: true });
  const [config, report] = [join(cache, 'stryker.json'), join(cache, 'report.json')];
  const options = {
    testRunner: 'vitest',
    vitest: { configFile: vitestConfig, related: false },
    mutate: [file],
    coverageAnalysis: 'perTest',
    concurrency,
    // With one that is there, Stryker looks for an interface of TypeScript that version 7 has not.
    tsconfigFile: 'none',
    tempDirName: '.faultbook/mutants',
    ignorePatterns: ['/counterexamples'],
    reporters: ['json'],
    jsonReporter: { fileName: report },
    // Where the machine is slow, a mutant that takes its time must not count as one that never ends.
    timeoutFactor: 4,
    timeoutMS: 10_000,
  };
  writeFileSync(config, JSON.stringify(options));
  const child = spawn(process.execPath, [join(dirname(stryker), 'bin/stryker.js'), 'run', config], {
    cwd: root,
    // By the tests that vitest knows of: those that Stryker is given by name see no change to what a module does when it
    // is loaded (stryker-js issue 6144).
    env: { ...process.env, FAULTBOOK_MUTANT_TESTS: tests.join(',') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (data) => (printed += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Stryker ended with ${code} on ${file}:\n${printed}`);
  return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

function cachePath({ file }: EngineModule): string {
  return join(cache, `${file.replaceAll('/', '-')}.json`);
}

function digestOf({ file, tests }: EngineModule): string {
  const files = [file, vitestConfig, ...[...withHelpers(root, tests)].toSorted()];
  const hash = createHash('sha256').update(strykerVersion);
  for (const path of files) hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}
