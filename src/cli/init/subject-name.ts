import { Script } from 'node:vm';
import { UsageError } from '../exit.ts';
import { exportOf } from './starter.ts';

/** The names that the written files import, declare or need: a subject of such a name would hide them. */
const usedByFiles: ReadonlySet<string> = new Set([
  'defineConfig',
  'defineModel',
  'defineSubject',
  'describeCorpus',
  'model',
  'openShop',
  'sell',
  'test',
  'undefined',
]);

/** Throws `UsageError` for a name that no file or no export can have. */
export function assertSubjectName(subject: string): void {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(subject))
    throw new UsageError(
      `'${subject}' is no name of a subject: it has small letters, digits and hyphens, as ticket-shop`,
    );
  const name = exportOf({ subject });
  if (usedByFiles.has(name)) throw new UsageError(`'${subject}' is no name of a subject: its files use ${name}`);
  if (isReserved(name))
    throw new UsageError(`'${subject}' is no name of a subject: ${name} is a reserved word of JavaScript`);
}

/** Whether a module can have no constant of this name. The code is compiled and never run. */
function isReserved(name: string): boolean {
  try {
    // In a module `await` is reserved, as it is in an async function.
    void new Script(`'use strict'; async () => { const ${name} = 0; }`);
    return false;
  } catch {
    return true;
  }
}
