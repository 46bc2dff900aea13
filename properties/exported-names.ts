import { parseAst } from 'vitest/node';
import type { SourceFile } from './architecture.ts';
import type { SyntaxNode } from './syntax.ts';
import { isNode, lineOf, nodesIn } from './syntax.ts';

/** Pairs of folders that declare the same names by design. `*` is the same subject on both sides. */
const twins = [
  {
    folders: ['src/model/*', 'src/real/*'],
    because: 'model and real side state each rule for themselves, so that no mistake is common to both',
  },
  {
    folders: ['src/real/*/sqlite', 'src/real/*/postgres'],
    because: 'a store has the same verbs on each database, and the system takes either',
  },
] as const;

/** The laboratory is not published, and no engine imports it. Its documents have their own words. */
const laboratory = /^src\/lab\//;

/** `X is declared in A, B`, once for each exported name that files declare which are not all twins of one another. */
export function sharedNames(files: readonly SourceFile[]): string[] {
  const places = new Map<string, string[]>();
  for (const { path, source } of files) {
    if (laboratory.test(path)) continue;
    for (const name of namesExportedBy(path, source)) places.set(name, [...(places.get(name) ?? []), path]);
  }
  return [...places]
    .filter(([, paths]) => paths.some((one, at) => paths.slice(at + 1).some((other) => !areTwins(one, other))))
    .map(([name, paths]) => `${name} is declared in ${paths.join(', ')}`);
}

/** `path:line: X …`, once for each function named `…Of` that returns a promise: such a function opens, runs or asks. */
export function promisesOf({ path, source }: SourceFile): string[] {
  return [...nodesIn(parseAst(source, { lang: 'ts' }, path))].flatMap((node) => {
    const name = nameOf(node['id'] ?? node['key']);
    const isPromised = [node, node['init'], node['value']].some((called) => isNode(called) && returnsPromise(called));
    return name?.endsWith('Of') && isPromised
      ? [`${path}:${lineOf(source, node)}: ${name} returns a promise, and is not named by what it does`]
      : [];
  });
}

function namesExportedBy(path: string, source: string): string[] {
  const statements: readonly unknown[] = parseAst(source, { lang: 'ts' }, path).body;
  return statements
    .filter(isNode)
    .map((statement) => statement['declaration'])
    .filter(isNode)
    .flatMap((declared) => {
      const variables = declared['declarations'];
      return (Array.isArray(variables) ? variables.filter(isNode) : [declared]).flatMap(({ id }) => nameOf(id) ?? []);
    });
}

function areTwins(one: string, other: string): boolean {
  return twins.some(({ folders: [first, second] }) =>
    [
      [first, second],
      [second, first],
    ].some(([left, right]) => {
      const subject = subjectIn(one, left ?? '');
      return subject !== null && subject === subjectIn(other, right ?? '');
    }),
  );
}

/** The name that stands for the pattern's `*`; `null` where the path is not below the pattern. */
function subjectIn(path: string, pattern: string): string | null {
  return new RegExp(`^${pattern.replace('*', '([^/]+)')}/`).exec(path)?.[1] ?? null;
}

function returnsPromise(node: SyntaxNode): boolean {
  if (node['async'] === true) return true;
  const annotated = node['returnType'];
  const [type] = isNode(annotated) && isNode(annotated['typeAnnotation']) ? [annotated['typeAnnotation']] : [];
  return type?.type === 'TSTypeReference' && nameOf(type['typeName']) === 'Promise';
}

function nameOf(node: unknown): string | null {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : null;
}
