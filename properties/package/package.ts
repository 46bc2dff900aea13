import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** Removing what was installed may take this long, in milliseconds. */
const removalMs = 120_000;

/** The project itself. */
const here = join(import.meta.dirname, '../..');

/** A project of a user, with the package installed from its tarball. */
export interface Installed {
  readonly tarball: string;
  /** The folder of the project. */
  readonly project: string;
  /** The folder of the package in the project. */
  readonly package: string;
}

/** Builds and packs the package. The path of the tarball, in this folder. */
export function packPackage(root: string): string {
  const stage = join(root, 'stage');
  run(join(here, 'scripts/build.ts'), [join(stage, 'dist')], here);
  for (const path of ['bin', 'package.json', 'README.md', 'LICENSE'])
    cpSync(join(here, path), join(stage, path), { recursive: true });
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: stage, stdio: 'pipe' });
  return join(root, readdirSync(root).find((name) => name.endsWith('.tgz')) ?? 'none');
}

/** A temporary folder, which is removed after the tests of this file. */
export function temporaryFolder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-package-')));
  afterAll(() => rmSync(root, { recursive: true }), removalMs);
  return root;
}

/**
 * Builds the package, packs it and installs it into an empty project without a network: what it depends on, and these other
 * packages, are linked from the project itself.
 */
export function installPackage(...others: readonly string[]): Installed {
  const root = temporaryFolder();
  const project = join(root, 'project');
  const tarball = packPackage(root);
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', modules]);
  const installed = join(modules, 'faultbook');
  cpSync(join(modules, 'package'), installed, { recursive: true });
  rmSync(join(modules, 'package'), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  for (const name of [...Object.keys(dependencies), ...others]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(here, 'node_modules', name), join(modules, name), 'junction');
  }
  return { tarball, project, package: installed };
}

/** Runs a program of JavaScript under this Node, and returns its standard output. Throws where it fails. */
export function run(script: string, args: readonly string[], cwd: string): string {
  return execFileSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' });
}
