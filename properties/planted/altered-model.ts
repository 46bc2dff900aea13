import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnySubject } from '../../src/kernel/subject.ts';
import type { Patch } from './planted-bug.ts';
import { applyPatch } from './planted-bug.ts';

const root = join(import.meta.dirname, '../..');

/** The subject's model from a copy of its code in which these were changed, one after the other. */
export async function withAlteredModel(
  { name }: Pick<AnySubject, 'name'>,
  patches: readonly Patch[],
  use: (altered: AnySubject['model']) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-structure-'));
  try {
    for (const part of ['kernel', `model/${name}`]) {
      cpSync(join(root, 'src', part), join(folder, 'src', part), { recursive: true });
    }
    for (const patch of patches) {
      const path = join(folder, patch.file);
      writeFileSync(path, applyPatch(readFileSync(path, 'utf8'), patch));
    }
    const url = pathToFileURL(join(folder, `src/model/${name}/model.ts`));
    const module = (await import(url.href)) as Record<string, AnySubject['model']>;
    const altered = module[`${name}Model`];
    if (altered === undefined) throw new Error(`${url.href} exports no ${name}Model`);
    await use(altered);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
