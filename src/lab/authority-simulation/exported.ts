import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../cli/exit.ts';
import { asReadOnly, writeAtomically } from '../../corpus/write-atomically.ts';
import type { Exporter } from './simulation/metrics.ts';
import { createExporter } from './simulation/metrics.ts';

/** A file to which the metrics of a simulation go, as they are at its end. */
interface Exported extends Pick<Exporter, 'take'> {
  write(): Promise<void>;
}

/** Throws before the simulation, which may be long, where the file cannot be written. */
export async function prepareMetrics(file: string): Promise<Exported> {
  const cannotBe = (why: string): UsageError => new UsageError(`--metrics ${file} cannot be written: ${why}`);
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw cannotBe('it is a folder; name a file in it');
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw cannotBe(asReadOnly(folder, error).message);
  });
  const { take, text } = createExporter();
  return {
    take,
    write: async () =>
      writeAtomically(file, await text()).catch((error: Error) => {
        throw cannotBe(error.message);
      }),
  };
}
