import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as sourceSets from '../../../src/race/source-sets.ts';

const folder = join(import.meta.dirname, '../../../src/race');

/** The search with this text of its source replaced. */
export async function patchedSearch([text, replacement]: readonly [string, string]): Promise<
  typeof sourceSets.searchOrders
> {
  const source = readFileSync(join(folder, 'source-sets.ts'), 'utf8');
  if (source.split(text).length !== 2) throw new Error(`the source has no single place with ${text}`);
  const copy = mkdtempSync(join(tmpdir(), 'faultbook-search-'));
  try {
    const patched = source
      .replace(text, () => replacement)
      .replaceAll("'./independence.ts'", JSON.stringify(join(folder, 'independence.ts')));
    const file = join(copy, 'source-sets.ts');
    writeFileSync(file, patched);
    const { searchOrders } = (await import(file)) as typeof sourceSets;
    return searchOrders;
  } finally {
    rmSync(copy, { recursive: true });
  }
}
