import { posix } from 'node:path';
import { parseAst } from 'vitest/node';
import type { SyntaxNode } from './syntax.ts';
import { isNode, lineOf, nodesIn } from './syntax.ts';

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly source: string;
}

/** What a file may import besides its own folder. `*` is any one name; where `folder` ends in it, each match is a folder of its own. */
type Row = { readonly folder: string } & (
  | { readonly mayImport: readonly string[] }
  | { readonly everythingBut: readonly string[] }
);

/** Stands for `import(path)` where the path is no literal, so that nobody can tell what is imported. */
const computed = 'a computed path';

/** What the real subjects stand on. Any other name in src/real is a subject, and subjects are strangers to each other. */
const foundation = [
  'src/real/database',
  'src/real/network',
  'src/real/program',
  'src/real/wire',
  'src/real/clock.ts',
  'src/real/failpoints.ts',
];
/** Drivers, and what comes in from outside is checked. */
const drivers = ['pg', 'zod'];

/** The first row that fits a file is its row. Who may import everything has none: properties, bench, examples, scripts. */
export const table: readonly Row[] = [
  {
    folder: 'src/index.ts',
    mayImport: [
      'src/alphabets',
      'src/check',
      'src/corpus',
      'src/explore',
      'src/kernel',
      'src/linearize',
      'src/minimise',
      'src/overnight',
      // A program in any language: no database, and no driver.
      'src/real/program',
      // A stage for any client.
      'src/real/wire/calls',
      'src/report',
      'src/stress',
      'src/subjects',
      'src/testing',
    ],
  },
  { folder: 'src/kernel', mayImport: [] },
  // Where files go that may be made again: systems and engines keep some, and do not know each other.
  { folder: 'src/files', mayImport: ['node:*'] },
  { folder: 'src/alphabets', mayImport: ['src/kernel'] },
  { folder: 'src/model/*', mayImport: ['src/kernel', 'src/alphabets', 'immer'] },
  ...foundation.map((folder) => ({
    folder,
    mayImport: ['src/kernel', 'src/files', ...foundation, 'node:*', ...drivers],
  })),
  { folder: 'src/real/*', mayImport: ['src/kernel', 'src/alphabets', ...foundation, 'node:*', ...drivers] },
  // Libraries that others wrote, behind our commands: oracle and library must not share a bug either.
  {
    folder: 'src/adapters',
    mayImport: [
      'src/kernel',
      'src/alphabets',
      'node:*',
      ...drivers,
      'bullmq',
      'etcd3',
      'graphile-worker',
      'pg-boss',
      'redlock',
    ],
  },
  { folder: 'src/subjects', mayImport: ['src/kernel', 'src/alphabets', 'src/model', 'src/real', 'src/adapters'] },
  // Its worker pool is Node's own threads, which find their model by a path that comes with the question.
  { folder: 'src/explore', mayImport: ['src/kernel', 'immer', 'node:*', computed] },
  { folder: 'src/minimise', mayImport: ['src/kernel', 'src/explore', 'immer'] },
  { folder: 'src/linearize', mayImport: ['src/kernel', 'immer'] },
  { folder: 'src/corpus', mayImport: ['src/kernel', 'node:*', 'zod', 'oxfmt', computed] },
  { folder: 'src/report', mayImport: ['src/kernel', 'node:*'] },
  // No model, and no subject: a simulation of figures that a document claims is a witness of its own.
  {
    folder: 'src/lab/authority-simulation/simulation',
    mayImport: ['src/kernel', 'pure-rand', 'flatqueue', 'prom-client'],
  },
  {
    folder: 'src/race',
    mayImport: [
      'src/kernel',
      'src/explore',
      'src/minimise',
      'src/linearize',
      'src/corpus',
      'immer',
      'pure-rand',
      'node:*',
    ],
  },
  {
    folder: 'src/check',
    mayImport: [
      'src/kernel',
      'src/explore',
      'src/minimise',
      'src/linearize',
      'src/corpus',
      'fast-check',
      'immer',
      'node:*',
    ],
  },
  {
    folder: 'src/stress',
    mayImport: [
      'src/kernel',
      'src/explore',
      'src/minimise',
      'src/linearize',
      'src/corpus',
      'immer',
      'pure-rand',
      'node:*',
    ],
  },
  {
    // Its worker processes find their subject by a path that comes with the question.
    folder: 'src/overnight',
    mayImport: [
      'src/kernel',
      'src/check',
      'src/explore',
      'src/files',
      'src/minimise',
      'src/race',
      'src/corpus',
      'node:*',
      'zod',
      computed,
    ],
  },
  // All three look a subject up by its name.
  ...['src/testing', 'src/vitest', 'src/cli'].map((folder) => ({
    folder,
    everythingBut: [
      'src/model',
      'src/real',
      'src/adapters',
      'src/lab',
      'properties',
      'failure_modes',
      'bench',
      'examples',
      'scripts',
      computed,
    ],
  })),
  { folder: 'src/lab', everythingBut: ['properties', 'failure_modes', 'bench', 'examples', 'scripts', computed] },
  { folder: 'failure_modes/FM_*', everythingBut: ['failure_modes/FM_*', computed] },
];

/** `file: imports X, which <folder> may not`, once for each import that the table does not allow. */
export function forbiddenImports({ path, source }: SourceFile): string[] {
  const row = table.find(({ folder }) => isWithin(path, folder));
  if (row === undefined) return [`${path}: lies in no folder of the table in properties/architecture.ts`];
  const own = matched(path, row.folder) ?? path;
  return importsOf(path, source)
    .map((specifier) => targetOf(path, specifier))
    .filter((target) => !isWithin(target, own) && !allows(row, target))
    .map((target) => `${path}: imports ${target}, which ${own} may not`);
}

/** By path and source: several tests read the imports of all files, and parsing takes the time. */
const importsRead = new Map<string, readonly string[]>();

/** What a file imports, as it is written there. Imports of types count as well. */
export function importsOf(path: string, source: string): readonly string[] {
  const key = `${path}\n${source}`;
  const imports = importsRead.get(key) ?? readImports(path, source);
  importsRead.set(key, imports);
  return imports;
}

function readImports(path: string, source: string): string[] {
  return [...nodesIn(parseAst(source, { lang: 'ts' }, path))].flatMap((node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
        return [literalOf(node['source'])];
      case 'ExportNamedDeclaration':
        return node['source'] === null ? [] : [literalOf(node['source'])];
      case 'TSExternalModuleReference':
        return [literalOf(node['expression'])];
      case 'NewExpression':
        return workerModuleOf(node);
      default:
        return [];
    }
  });
}

/** `path:line: …`, once for each statement of an alphabet that is neither a type nor the import of types. */
export function valuesInAlphabet({ path, source }: SourceFile): string[] {
  if (!path.startsWith('src/alphabets/')) return [];
  const statements: readonly unknown[] = parseAst(source, { lang: 'ts' }, path).body;
  return statements
    .filter(isNode)
    .filter((statement) => !isOfTypes(statement))
    .map((statement) => `${path}:${lineOf(source, statement)}: an alphabet holds types only`);
}

function isOfTypes(statement: SyntaxNode): boolean {
  const isDeclared = /^TS(?:TypeAlias|Interface)Declaration$/.test(statement.type);
  return isDeclared || statement['importKind'] === 'type' || statement['exportKind'] === 'type';
}

/** `path:line: says '…', and an engine knows no subject`. Comments may name one, as an example. */
export function namedSubjects({ path, source }: SourceFile): string[] {
  if (!/^src\/(?:kernel|check|minimise|explore|report|corpus|overnight)\//.test(path)) return [];
  const places = [...nodesIn(parseAst(source, { lang: 'ts' }, path))].flatMap((node) => {
    const text = Object.values(node).map(textOf).find(namesSubject);
    return text === undefined ? [] : [`${path}:${lineOf(source, node)}: says '${text}'`];
  });
  if (namesSubject(path)) places.push(`${path}: is called so`);
  return [...new Set(places)].map((place) => `${place}, and an engine knows no subject`);
}

function namesSubject(text: string): boolean {
  return /queue|booking|authority/i.test(text);
}

function allows(row: Row, target: string): boolean {
  return 'mayImport' in row
    ? row.mayImport.some((allowed) => isWithin(target, allowed))
    : !row.everythingBut.some((forbidden) => isWithin(target, forbidden));
}

function isWithin(target: string, pattern: string): boolean {
  return matched(target, pattern) !== null;
}

/** The beginning of `path` that fits the pattern, in whole names. */
function matched(path: string, pattern: string): string | null {
  const names = pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]+');
  return new RegExp(`^${names}(?=/|$)`).exec(path)?.[0] ?? null;
}

/** A package or builtin as it is written; a file by its path from the repository's root. */
export function targetOf(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function literalOf(node: unknown): string {
  if (!isNode(node)) throw new Error('the parser names the source of an import otherwise than it used to');
  if (node.type === 'Literal') return textOf(node['value']);
  const [text, ...more] = node.type === 'TemplateLiteral' ? (node['quasis'] as readonly SyntaxNode[]) : [];
  return text === undefined || more.length > 0 ? computed : textOf(text['value']);
}

/** The text of a piece of syntax where that is all it is: a name, a literal, a stretch of a template. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const isStretch = typeof value === 'object' && value !== null && !isNode(value) && 'raw' in value;
  return isStretch ? textOf(value.raw) : '';
}

/** `new URL('./worker.ts', import.meta.url)` is how a thread is told its module; other URLs are files to read. */
function workerModuleOf(node: SyntaxNode): string[] {
  const [specifier, base] = Array.isArray(node['arguments']) ? (node['arguments'] as unknown[]) : [];
  const isRelative = [...nodesIn(base)].some(({ type }) => type === 'MetaProperty');
  return isRelative && /\.[cm]?[jt]s$/.test(literalOf(specifier)) ? [literalOf(specifier)] : [];
}
