import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GeneratedImports } from '../corpus/promoted/imports.ts';
import { importsInClone, importsOfPackage } from '../corpus/promoted/imports.ts';
import { notFileAt } from '../corpus/regular-file.ts';
import { importModule } from '../explore/import-module.ts';
import type { Config } from '../kernel/config.ts';
import { moduleAt } from '../kernel/module-at.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { ConfiguredSubject } from '../overnight/configured.ts';
import { contracts, subjects as shipped } from '../subjects/index.ts';
import { UsageError } from './exit.ts';
import { assertSameVersions } from './same-versions.ts';
import { subjectFault } from './subject-fault.ts';
import { untilItSettles } from './until-it-settles.ts';

/** The subjects of a command line, and where it reads and writes. */
export interface Project {
  readonly subjects: readonly ConfiguredSubject[];
  /** Subjects that run only where they are named. */
  readonly namedOnly: readonly ConfiguredSubject[];
  /** False: its subjects are those that come with Faultbook. */
  readonly isConfigured: boolean;
  /** The folder of kept counterexamples, from the current folder. */
  readonly counterexamples: string;
  readonly failureModes: string;
  /** The file of the index of all failure modes; `null`: none is written. */
  readonly index: string | null;
  /** The configuration file of oxfmt for generated code; `null`: the code is not formatted. */
  readonly formatting: string | null;
  readonly imports: GeneratedImports;
  /** The subjects are those that come with Faultbook. */
  readonly isShipped: boolean;
  /** The files of `--subject`, as they were given. */
  readonly subjectFiles: readonly string[];
}

/** The names of a configuration, in the order in which they are looked for. */
const names = ['faultbook.config.ts', 'faultbook.config.mts', 'faultbook.config.js', 'faultbook.config.mjs'];

/**
 * The project of this folder: the subjects in these files (`./file.ts#export`), those of its configuration where no file is
 * named, those that come with Faultbook where it has none. Throws `UsageError`.
 */
export async function readProject(folder: string, files: readonly string[] = []): Promise<Project> {
  const name = configIn(folder);
  const config = name === null ? null : await readConfig(join(folder, name));
  const named = await Promise.all(files.map((file) => subjectInFile(folder, file)));
  if (config === null && named.length === 0) return shippedProject();
  const subjects = named.length === 0 ? (config?.subjects ?? []) : named;
  assertNamesDiffer(subjects, named.length === 0 ? (name ?? '') : '--subject');
  return {
    subjects,
    namedOnly: [],
    isConfigured: true,
    counterexamples: relative('', resolve(folder, config?.counterexamples ?? 'counterexamples')),
    failureModes: resolve(folder, config?.failureModes ?? 'failure_modes'),
    index: null,
    formatting: null,
    imports: importsOfPackage,
    isShipped: false,
    subjectFiles: files,
  };
}

/** The subjects that come with Faultbook. In a clone new failure modes are written to those of the clone. */
export function shippedProject(): Project {
  const isClone = import.meta.filename.endsWith('.ts');
  const root = isClone ? join(import.meta.dirname, '../..') : process.cwd();
  return {
    subjects: shipped.map((subject) => shippedSubject(subject, subject.name)),
    namedOnly: contracts.map(({ subject, exportName }) => shippedSubject(subject, exportName)),
    isConfigured: false,
    counterexamples: 'counterexamples',
    failureModes: join(root, 'failure_modes'),
    index: isClone ? join(root, 'docs/failure_mode_index.md') : null,
    formatting: isClone ? join(root, '.oxfmtrc.json') : null,
    imports: isClone ? importsInClone : importsOfPackage,
    isShipped: true,
    subjectFiles: [],
  };
}

function shippedSubject(subject: AnySubject, exportName: string): ConfiguredSubject {
  return { subject, source: { module: moduleAt(`subjects/${subject.name}/index`).href, exportName } };
}

/** The name of the configuration of this folder; `null` where it has none. */
export function configIn(folder: string): string | null {
  return names.find((name) => existsSync(join(folder, name))) ?? null;
}

/** The nearest folder above with a configuration; `null` where there is none. */
export function configFolderAround(folder: string): string | null {
  if (configIn(folder) !== null) return folder;
  return folder === dirname(folder) ? null : configFolderAround(dirname(folder));
}

interface ReadConfig extends Omit<Config, 'subjects'> {
  readonly subjects: readonly ConfiguredSubject[];
}

async function readConfig(path: string): Promise<ReadConfig> {
  const shown = relative('', path);
  const { default: config } = (await importFile(path, shown)) as { readonly default?: Partial<Config> };
  if (!Array.isArray(config?.subjects) || config.subjects.length === 0)
    throw new UsageError(`${shown} has no subjects: export default defineConfig({ subjects: [ … ] })`);
  for (const folder of ['counterexamples', 'failureModes'] as const)
    if (config[folder] !== undefined && typeof config[folder] !== 'string')
      throw new UsageError(`${shown}: ${folder} is no path: it is ${String(config[folder])}`);
  const { subjects, ...folders } = config as Config;
  const module = pathToFileURL(path).href;
  return {
    ...folders,
    subjects: subjects.map((subject, at) => {
      const fault = subjectFault(subject);
      if (fault !== null) throw new UsageError(`${shown}: subjects[${at}] ${fault}`);
      return { subject, source: { module, exportName: 'default', subject: subject.name } };
    }),
  };
}

async function subjectInFile(folder: string, text: string): Promise<ConfiguredSubject> {
  const { file, path, exportName, value } = await exportInFile(folder, text, '--subject');
  const fault = subjectFault(value);
  if (fault !== null) throw new UsageError(`${file}: ${exportName} ${fault}`);
  const subject = value as AnySubject;
  return { subject, source: { module: pathToFileURL(path).href, exportName, subject: subject.name } };
}

/** A value that a file exports. */
export interface ExportedValue {
  /** As the user writes it. */
  readonly file: string;
  readonly path: string;
  readonly exportName: string;
  readonly value: unknown;
}

/**
 * The export of a file that may be named after a `#`, as in `./file.ts#name`: its default export, or its only export, where
 * none is named. `option` names the option in messages. Throws `UsageError`.
 */
export async function exportInFile(folder: string, text: string, option: string): Promise<ExportedValue> {
  const [file = '', wanted] = text.split('#');
  const path = resolve(folder, file);
  const exported = await importFile(path, file);
  const exports = Object.keys(exported);
  const exportName = wanted ?? ('default' in exported || exports.length !== 1 ? 'default' : (exports[0] ?? 'default'));
  if (!Object.hasOwn(exported, exportName)) {
    const others = exports.length === 0 ? 'it exports nothing' : `it exports ${exports.join(', ')}`;
    throw new UsageError(`${file} has no export ${exportName}: ${others}; name one as in ${option} ${file}#name`);
  }
  return { file, path, exportName, value: exported[exportName] };
}

async function importFile(path: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(path)) throw new UsageError(`${shown} does not exist`);
  const what = notFileAt(path);
  if (what !== null) throw new UsageError(`${shown} is ${what}, and not a file`);
  assertSameVersions(path, shown);
  try {
    return await untilItSettles(importModule(pathToFileURL(path).href), shown);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(`${shown} cannot be loaded: ${first}`, { cause: error });
  }
}

function assertNamesDiffer(subjects: readonly ConfiguredSubject[], where: string): void {
  const all = subjects.map(({ subject }) => subject.name);
  const twice = all.find((name, at) => all.indexOf(name) !== at);
  if (twice !== undefined)
    throw new UsageError(`${where} names the subject ${twice} twice: give each a name of its own`);
}
