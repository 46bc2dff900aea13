import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { leaseLockSystem } from '../../../src/adapters/lease-lock-system.ts';
import type { LeaseLockTerms, LockLibrary } from '../../../src/alphabets/lease-lock.ts';
import type { LeaseLockScope } from '../../../src/model/lease-lock/state.ts';
import { openMemoryLocks } from '../../../src/real/lease-lock/memory.ts';
import type { LeaseLockSubject } from '../../../src/subjects/lease-lock/subject.ts';
import { leaseLockOn } from '../../../src/subjects/lease-lock/subject.ts';
import { applyPatch } from '../planted-bug.ts';
import type { LeaseLockBug } from './bugs.ts';

const root = join(import.meta.dirname, '../../..');

type Open = (terms: LeaseLockTerms) => LockLibrary;

/** The locks in memory with a bug: a patched copy of their source, loaded as a module of its own. */
async function loadPlanted({ patch }: Pick<LeaseLockBug, 'patch'>): Promise<Open> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-lease-lock-'));
  try {
    const copy = join(folder, 'memory.ts');
    writeFileSync(copy, applyPatch(readFileSync(join(root, patch.file), 'utf8'), patch));
    const module = (await import(pathToFileURL(copy).href)) as { readonly openMemoryLocks: Open };
    return module.openMemoryLocks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The contract of a lock on the locks in memory with a bug, under the terms that the bug needs. */
export async function lockSubjectWithBug(bug: Pick<LeaseLockBug, 'terms' | 'patch'>): Promise<LeaseLockSubject> {
  const open = await loadPlanted(bug);
  return leaseLockOn([leaseLockSystem({ name: 'planted', terms: bug.terms, open: async (terms) => open(terms) })]);
}

/** The same on the locks without a bug. */
export function soundLockSubject(terms: Partial<LeaseLockTerms>): LeaseLockSubject {
  return leaseLockOn([
    leaseLockSystem({ name: 'sound', concurrent: true, terms, open: async (all) => openMemoryLocks(all) }),
  ]);
}

/** The scope of this name. */
export function lockScopeNamed({ scopes }: LeaseLockSubject, name: string): LeaseLockScope {
  const scope = scopes[name];
  if (scope === undefined) throw new RangeError(`there is no scope ${name}`);
  return scope;
}

/** Every promise of a lock. */
export function lockPromisesOf(subject: LeaseLockSubject): string[] {
  const [scope] = Object.values(subject.scopes);
  const contract = scope === undefined ? undefined : subject.contract?.(scope);
  return [...(contract?.promises ?? []), ...(contract?.settled ?? [])].map(({ id }) => id);
}
