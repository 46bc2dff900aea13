import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The databases whose verbs have durable steps: each a folder. */
export const databaseFolders: Readonly<Record<'sqlite' | 'postgres', string>> = {
  sqlite: join(import.meta.dirname, '../../src/real/queue/sqlite'),
  postgres: join(import.meta.dirname, '../../src/real/queue/postgres'),
};

/** The durable steps that some code takes, by the names that it gives them. Throws where a name is not to be read. */
export function durableStepsIn(source: string): string[] {
  const calls = source.matchAll(/(?<!function )\b(?:durably|durableStep)\(\s*(?:context|\w+),\s*([^,]+),/g);
  return [...calls].flatMap(([call, argument = '']) => {
    // Where one passes on the name that it was given.
    if (argument === 'step') return [];
    const [, name] = /^'([^']+)'$/.exec(argument) ?? [];
    if (name === undefined) throw new Error(`a durable step whose name is not to be read: ${call}`);
    return [name];
  });
}

/** The failpoints on either side of every durable step of the queue on a database, as its code names them. */
export function failpointsNamedIn(folder: string): string[] {
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const steps = new Set(files.flatMap(durableStepsIn));
  return [...steps].flatMap((step) => [`${step}.after`, `${step}.before`]).toSorted();
}
