import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Patch } from '../planted/planted-bug.ts';
import { applyPatch } from '../planted/planted-bug.ts';

const root = join(import.meta.dirname, '../..');

/** A library in memory with these changes: a patched copy of its source, loaded as a module of its own. */
export async function loadPatched(file: string, changes: readonly Omit<Patch, 'file'>[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-library-fault-'));
  try {
    const copy = join(folder, 'memory.ts');
    const source = readFileSync(join(root, file), 'utf8');
    writeFileSync(
      copy,
      changes.reduce((text, change) => applyPatch(text, { ...change, file }), source),
    );
    return (await import(pathToFileURL(copy).href)) as unknown;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
