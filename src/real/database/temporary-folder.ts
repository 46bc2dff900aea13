import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeftover, ownedName } from '../../kernel/owned-name.ts';

const prefix = 'faultbook-';

/** Where leftovers were looked for: once in each process. */
const cleared = new Set<string>();

/** A folder of this process's own, which it has to remove. What a process that was killed has left there is taken away first. */
export function makeTemporaryFolder(place: string = tmpdir()): string {
  if (!cleared.has(place)) clearLeftovers(place);
  cleared.add(place);
  return mkdtempSync(join(place, `${ownedName(prefix, hostname())}-`));
}

/** Takes away the folders of processes that are gone. */
export function clearLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    if (!isLeftover(name, prefix, hostname())) continue;
    try {
      rmSync(join(place, name), { recursive: true, force: true });
    } catch {
      // Another user owns the folder, or another process removes it.
    }
  }
}
