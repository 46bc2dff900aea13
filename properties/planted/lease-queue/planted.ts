import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { leaseQueueSystem } from '../../../src/adapters/lease-queue-system.ts';
import type { LeaseLibrary, LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { LeaseQueueScope } from '../../../src/model/lease-queue/state.ts';
import { openMemoryLeaseQueue } from '../../../src/real/lease-queue/memory.ts';
import type { LeaseQueueSubject } from '../../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../../src/subjects/lease-queue/subject.ts';
import { applyPatch } from '../planted-bug.ts';
import type { LeaseQueueBug } from './bugs.ts';

const root = join(import.meta.dirname, '../../..');

type Open = (terms: LeaseQueueTerms) => LeaseLibrary;

/** The lease queue in memory with a bug: a patched copy of its source, loaded as a module of its own. */
async function loadPlanted({ patch }: Pick<LeaseQueueBug, 'patch'>): Promise<Open> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-lease-queue-'));
  try {
    const copy = join(folder, 'memory.ts');
    writeFileSync(copy, applyPatch(readFileSync(join(root, patch.file), 'utf8'), patch));
    const module = (await import(pathToFileURL(copy).href)) as { readonly openMemoryLeaseQueue: Open };
    return module.openMemoryLeaseQueue;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The contract of a lease queue on the queue in memory with a bug, under the terms that the bug needs. */
export async function subjectWithBug(bug: Pick<LeaseQueueBug, 'terms' | 'patch'>): Promise<LeaseQueueSubject> {
  const open = await loadPlanted(bug);
  return leaseQueueOn([
    leaseQueueSystem({ name: 'planted', concurrent: true, terms: bug.terms, open: async (terms) => open(terms) }),
  ]);
}

/** The same on the queue without a bug. */
export function soundSubject(terms: Partial<LeaseQueueTerms>): LeaseQueueSubject {
  return leaseQueueOn([
    leaseQueueSystem({ name: 'sound', concurrent: true, terms, open: async (all) => openMemoryLeaseQueue(all) }),
  ]);
}

/** The scope of this name. */
export function scopeNamed({ scopes }: LeaseQueueSubject, name: string): LeaseQueueScope {
  const scope = scopes[name];
  if (scope === undefined) throw new RangeError(`there is no scope ${name}`);
  return scope;
}

/** Every promise of a lease queue. */
export function promisesOf(subject: LeaseQueueSubject): string[] {
  const [scope] = Object.values(subject.scopes);
  const contract = scope === undefined ? undefined : subject.contract?.(scope);
  return [...(contract?.promises ?? []), ...(contract?.settled ?? [])].map(({ id }) => id);
}
