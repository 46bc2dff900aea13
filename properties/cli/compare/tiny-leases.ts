import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LeaseQueueSystemKind } from '../../../src/adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../../src/adapters/lease-queue-system.ts';
import type { LeaseLibrary, LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { LeaseQueueSubject } from '../../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../../src/subjects/lease-queue/subject.ts';
import { leaseQueueBugs } from '../../planted/lease-queue/bugs.ts';
import { applyPatch } from '../../planted/planted-bug.ts';

const memory = join(import.meta.dirname, '../../../src/real/lease-queue/memory.ts');

/** Writes a package of the library into a folder: the lease queue in memory, with this planted bug or with none. */
export function writeTinyLeases(folder: string, version: string, bug: string | null): string {
  const source = readFileSync(memory, 'utf8');
  const planted = leaseQueueBugs.find(({ name }) => name === bug);
  if (bug !== null && planted === undefined) throw new RangeError(`no planted bug is called ${bug}`);
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'tiny-leases', version, type: 'module', main: 'index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const text = planted === undefined ? source : applyPatch(source, planted.patch);
  writeFileSync(join(folder, 'index.js'), stripTypeScriptTypes(text));
  return folder;
}

type Open = (terms: LeaseQueueTerms) => LeaseLibrary;

async function openFrom(folder: string): Promise<Open> {
  const { main } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly main: string };
  const module = (await import(pathToFileURL(join(folder, main)).href)) as { readonly openMemoryLeaseQueue: Open };
  return module.openMemoryLeaseQueue;
}

/** The library as a system, where the folder of the tests or another one has a copy of it. */
function tinyLeases(name: string, terms: Partial<LeaseQueueTerms>, folder: string): LeaseQueueSystemKind {
  return leaseQueueSystem({
    name,
    terms,
    open: async (all) => (await openFrom(folder))(all),
    library: {
      package: 'tiny-leases',
      drives: (version) => version.startsWith('1.') || name === 'tiny',
      from: (other) => tinyLeases(name, terms, other),
    },
  });
}

/** What `faultbook --subject` loads. */
export const leases: LeaseQueueSubject = {
  ...leaseQueueOn([tinyLeases('tiny', {}, '.'), tinyLeases('tiny-once', { attempts: 1 }, '.')]),
  name: 'leases',
};
