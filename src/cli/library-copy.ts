import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../kernel/environment-error.ts';
import { UsageError } from './exit.ts';

/** A copy of a library on this machine. */
export interface LibraryCopy {
  /** As its `package.json` has it. */
  readonly version: string;
  /** Where its `package.json` is. */
  readonly folder: string;
  /** How reports name it: the version, with the folder or tarball that was named. */
  readonly label: string;
}

/** The package whose copy is looked for, and the packages that have to be installed beside it. */
export interface WantedPackage {
  readonly package: string;
  readonly needs?: readonly string[] | undefined;
}

interface CopyOptions {
  /** A folder for files that may be made again: versions are installed there once. */
  readonly cache: string;
  readonly signal: AbortSignal;
}

/**
 * The copy of a library that a user means: a folder with its `package.json`, a tarball, or a version or tag that npm installs,
 * such as `12.38.0` or `latest`. Throws `UsageError` where that is none of this library, and `EnvironmentError` where npm does
 * not install it.
 */
export async function libraryCopy(wanted: WantedPackage, named: string, options: CopyOptions): Promise<LibraryCopy> {
  if (existsSync(join(named, 'package.json'))) return copyIn(wanted, resolve(named), { named, isPath: true });
  if (/\.(?:tgz|tar\.gz)$/.test(named)) {
    const content = await readFile(named).catch((cause: unknown) => {
      throw new UsageError(`the tarball ${named} cannot be read`, { cause });
    });
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
    return installed(wanted, resolve(named), { ...options, name: digest, named, isPath: true });
  }
  if (!/^[\w.^~*-]+$/.test(named) || named.startsWith('-'))
    throw new UsageError(
      `'${named}' is no copy of ${wanted.package}: it has to be a version such as 12.38.0, a tag such as latest, a folder with a package.json, or a tarball`,
    );
  const version = /^\d+\.\d+\.\d+/.test(named) ? named : await resolveVersion(wanted, named, options);
  return installed(wanted, `${wanted.package}@${version}`, { ...options, name: version, named, isPath: false });
}

/** The copy that the project has. Throws `EnvironmentError` where it has none. */
export async function projectCopy(wanted: WantedPackage): Promise<LibraryCopy> {
  const manifest = manifestFrom(resolve('package.json'), wanted);
  if (manifest === null)
    throw new EnvironmentError(
      `the project does not have the npm package ${wanted.package}: install it, or name two versions`,
    );
  return copyIn(wanted, dirname(manifest), { named: dirname(manifest), isPath: false });
}

function manifestFrom(file: string, { package: name }: WantedPackage): string | null {
  const folders = createRequire(file).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path)) ?? null;
}

/** What a user named. */
interface Named {
  readonly named: string;
  /** A folder or a tarball. */
  readonly isPath: boolean;
}

async function copyIn(wanted: WantedPackage, folder: string, { named, isPath }: Named): Promise<LibraryCopy> {
  const { name, version, main = 'index.js' } = await readManifest(join(folder, 'package.json'), named);
  if (name !== wanted.package)
    throw new UsageError(`${named} has the package ${name ?? 'without a name'}, and not ${wanted.package}`);
  if (version === undefined) throw new UsageError(`${join(named, 'package.json')} has no version`);
  if (!existsSync(join(folder, main)))
    throw new UsageError(`${named} has no file ${main}, which its package.json names: build it first`);
  return { version, folder, label: isPath ? `${version} (${named})` : version };
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly main?: string;
}

async function readManifest(path: string, named: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Manifest;
  } catch (cause) {
    throw new UsageError(`the package.json of ${named} cannot be read`, { cause });
  }
}

/** Installs a package once, in a folder of the cache. */
async function installed(
  wanted: WantedPackage,
  what: string,
  { cache, signal, name, named, isPath }: CopyOptions & Named & { readonly name: string },
): Promise<LibraryCopy> {
  const home = join(cache, 'libraries', `${wanted.package.replaceAll('/', '+')}-${name}`);
  const folder = join(home, 'node_modules', wanted.package);
  if (!existsSync(join(folder, 'package.json'))) {
    // A folder that is there is whole: it is renamed once npm is done.
    const building = `${home}-${randomUUID()}`;
    try {
      await mkdir(building, { recursive: true });
      await writeFile(join(building, 'package.json'), '{ "private": true }\n');
      await npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', what, ...(wanted.needs ?? [])], {
        cwd: building,
        signal,
        failed: `${named} cannot be installed`,
      });
      await rename(building, home).catch((error: unknown) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  return copyIn(wanted, folder, { named, isPath });
}

async function resolveVersion(
  { package: name }: WantedPackage,
  named: string,
  { signal }: CopyOptions,
): Promise<string> {
  const how = { cwd: process.cwd(), signal, failed: `there is no version ${named} of ${name}` };
  const printed = await npm(['view', `${name}@${named}`, 'version', '--json'], how);
  // A range has several versions, in ascending order.
  const version: unknown = [JSON.parse(printed === '' ? 'null' : printed) as unknown].flat().at(-1);
  if (typeof version !== 'string') throw new UsageError(how.failed);
  return version;
}

/** What npm prints. Throws `EnvironmentError` with its first line where it fails. */
async function npm(
  args: readonly string[],
  { cwd, signal, failed }: { readonly cwd: string; readonly signal: AbortSignal; readonly failed: string },
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('npm', [...args, '--loglevel=error'], { cwd, signal });
    return stdout.trim();
  } catch (cause) {
    const { stderr = '', message } = cause as Error & { readonly stderr?: string };
    const line = stderr
      .split('\n')
      .map((one) => one.replace(/^npm (?:error|ERR!) ?/, '').trim())
      .find((one) => one !== '' && !one.startsWith('code '));
    throw new EnvironmentError(`${failed}: npm says: ${line ?? message}`, { cause });
  }
}
