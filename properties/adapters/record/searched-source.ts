import { join } from 'node:path';
import { formatFiles } from '../../../src/corpus/promoted/format.ts';
import { literalOf } from '../../../src/corpus/promoted/literal.ts';
import { bullMqPostgresSystems, bullMqSystems } from '../../../src/subjects/lease-queue/bullmq.ts';
import { graphileWorkerSystems } from '../../../src/subjects/lease-queue/graphile-worker.ts';
import { pgBossSystems } from '../../../src/subjects/lease-queue/pg-boss.ts';
import type { SearchedLibrary } from '../../../src/subjects/searched-libraries.ts';
import { knownFindings } from '../hunt/known.ts';
import { readResults } from '../hunt/results.ts';
import { newestVersion } from '../versions.ts';
import { readMeasurements } from './measurements.ts';
import type { PromisingSystem } from './searched.ts';
import { searchedLibrary } from './searched.ts';

const systems: Readonly<Record<string, readonly PromisingSystem[]>> = {
  'pg-boss': pgBossSystems.filter(({ name }) => !name.startsWith('pg-boss-10')),
  bullmq: [...bullMqSystems, ...bullMqPostgresSystems],
  'graphile-worker': graphileWorkerSystems,
};

/** The newest version of each queue library, by the results of the hunt and the measurements of the track record. */
export function searchedToday(): SearchedLibrary[] {
  const recorded = {
    results: readResults(join(import.meta.dirname, '../hunt/results.jsonl')),
    known: knownFindings,
    measured: readMeasurements(join(import.meta.dirname, 'measurements.jsonl')),
  };
  return Object.entries(systems).map(([library, own]) =>
    searchedLibrary({ library, version: newestVersion(library), systems: own }, recorded),
  );
}

/** A module of source with these libraries, in the place of those in `source`. */
export async function sourceWith(source: string, libraries: readonly SearchedLibrary[]): Promise<string> {
  const marker = 'export const searchedLibraries: readonly SearchedLibrary[] = ';
  const [head = ''] = source.split(marker);
  const files = new Map([['a.ts', `${head}${marker}${literalOf(libraries)};\n`]]);
  const formatted = await formatFiles(files, join(import.meta.dirname, '../../../.oxfmtrc.json'));
  return formatted.get('a.ts') ?? '';
}
