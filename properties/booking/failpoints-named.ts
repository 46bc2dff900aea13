import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every transaction, as the code of one database names it, and the failpoints in it and beside it. */
export function failpointsNamedOn(database: 'sqlite' | 'postgres'): string[] {
  const folder = join(import.meta.dirname, '../../src/real/booking', database);
  return readdirSync(folder)
    .flatMap((file) =>
      Array.from(
        readFileSync(join(folder, file), 'utf8').matchAll(/durableTransaction(?:<\w+>)?\(\s*context,\s*'([^']+)'/g),
      ),
    )
    .flatMap(([, step]) => ['connect', 'beforeCommit', 'afterCommit'].map((place) => `${step}.${place}`));
}
