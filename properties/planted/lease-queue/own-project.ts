import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Ended } from '../../cli/faultbook.ts';
import { runFaultbook } from '../../cli/faultbook.ts';
import { linkPackage } from '../../cli/link-package.ts';
import { applyPatch } from '../planted-bug.ts';
import { leaseQueueBugs } from './bugs.ts';

const memory = readFileSync(join(import.meta.dirname, '../../../src/real/lease-queue/memory.ts'), 'utf8');

/** A project of a user with two versions of a lease queue. */
export interface LeaseQueueProject {
  readonly root: string;
  /** Writes a version of the library: with the planted bug of this name, or sound (`null`). */
  write(version: 'old' | 'new', bug: string | null): void;
}

/** A project whose subject has both versions, each as a system of its name; `old` has the bug, `new` has none. */
export function projectOfLeaseQueue(bug: string): LeaseQueueProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-own-lease-queue-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  linkPackage(root);
  const write: LeaseQueueProject['write'] = (version, name) => {
    const planted = leaseQueueBugs.find((one) => one.name === name);
    writeFileSync(join(root, `${version}.ts`), planted === undefined ? memory : applyPatch(memory, planted.patch));
  };
  write('old', bug);
  write('new', null);
  writeFileSync(
    join(root, 'subject.ts'),
    `import { leaseQueueOn, leaseQueueSystem } from 'faultbook/lease-queue';
     import { openMemoryLeaseQueue as openOld } from './old.ts';
     import { openMemoryLeaseQueue as openNew } from './new.ts';
     export const jobs = leaseQueueOn([
       leaseQueueSystem({ name: 'old', open: async (terms) => openOld(terms) }),
       leaseQueueSystem({ name: 'new', open: async (terms) => openNew(terms) }),
     ]);`,
  );
  return { root, write };
}

/** Runs the command line in a project of a lease queue. */
export function faultbookIn({ root }: LeaseQueueProject, args: string): Promise<Ended> {
  return runFaultbook([...args.split(' '), '--subject', './subject.ts#jobs'], { cwd: root });
}

/** The file of the only kept counterexample of a project. */
export function findingIn({ root }: LeaseQueueProject): string {
  const [name = 'none'] = readdirSync(join(root, 'counterexamples'));
  return name;
}

/** The digits in the name of that file. */
export function digitsIn(project: LeaseQueueProject): string {
  return /\.([0-9a-f]{12})\.json$/.exec(findingIn(project))?.[1] ?? 'none';
}
