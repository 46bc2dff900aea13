import { posix } from 'node:path';
import type { SourceFile } from './architecture.ts';

/** Paths from the repository's root, in prose, in code and in the targets of links; they may have a `*`. */
const paths = /(?<![\w./-])(?:src|properties|scripts|docs|bench)\/[\w./*{},-]*[\w*}]/g;

/**
 * `file:line: names X, which does not exist`, once for each path that is not in the tree. A name without an ending may be
 * the beginning of file names, as `vitest run` takes it.
 */
export function deadPaths({ path: file, source }: SourceFile, exists: (pattern: string) => boolean): string[] {
  return source.split('\n').flatMap((line, index) =>
    [...line.matchAll(paths)]
      .map(([path]) => path)
      .filter((path) => !exists(/\.\w+$/.test(path) ? path : `${path}*`))
      .map((path) => `${file}:${index + 1}: names ${path}, which does not exist`),
  );
}

/**
 * `file:line: links to X, which does not exist`: a link leads there from the document's own folder. Code such as
 * `queue[type](holding)` has the form of a link, and no dot or slash.
 */
export function deadLinks({ path: file, source }: SourceFile, exists: (pattern: string) => boolean): string[] {
  return source.split('\n').flatMap((line, index) =>
    [...line.matchAll(/\]\(([\w./-]*[./][\w./-]*)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !exists(posix.join(posix.dirname(file), target)))
      .map((target) => `${file}:${index + 1}: links to ${target}, which does not exist`),
  );
}
