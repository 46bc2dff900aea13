import type { SourceFile } from './architecture.ts';
import { importsOf, targetOf } from './architecture.ts';

/** The paths of files that import one another in a circle: the last imports the first. Type imports count. */
export type Circle = readonly string[];

/** At least one circle of every group of files that import one another, and none where there is no such group. */
export function importCircles(files: readonly SourceFile[]): Circle[] {
  const imports = new Map(
    files.map(({ path, source }) => [path, [...new Set(importsOf(path, source))].map((name) => targetOf(path, name))]),
  );
  const circles: Circle[] = [];
  const done = new Set<string>();

  /** `way`: the files by whose imports this one was reached, itself the last. */
  function visit(way: readonly string[]): void {
    const path = way.at(-1) ?? '';
    for (const target of imports.get(path) ?? []) {
      const at = way.indexOf(target);
      if (at >= 0) circles.push(way.slice(at));
      else if (!done.has(target)) visit([...way, target]);
    }
    done.add(path);
  }

  for (const path of imports.keys()) if (!done.has(path)) visit([path]);
  return circles;
}
