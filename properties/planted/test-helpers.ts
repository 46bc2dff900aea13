import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Test files, and what they import of `properties`, by their paths from the root. */
export function withHelpers(root: string, tests: readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...tests];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const source = readFileSync(join(root, path), 'utf8');
    for (const [, relative = ''] of source.matchAll(/from '(\.[^']*\.ts)'/g)) {
      const imported = join(dirname(path), relative);
      if (/^(?:properties|failure_modes)\//.test(imported)) waiting.push(imported);
    }
  }
  return found;
}
