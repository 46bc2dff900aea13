import { z } from 'zod';
import type { Copy } from '../copy.ts';
import type { SystemBug } from '../system-bug.ts';
import type { EngineName } from './engines.ts';
import { engines } from './engines.ts';

/** One use of an engine: on one system with one bug, by one seed. */
export interface Search {
  readonly engine: EngineName;
  readonly bug: SystemBug;
  readonly system: string;
  readonly seed: number;
}

/** What came of a search. */
export interface Found {
  /** `tooLong`: no result within the limit. `broken`: the engine gave no verdict. */
  readonly verdict: 'found' | 'notFound' | 'tooLong' | 'broken';
  /** The violation, or why there is no verdict. */
  readonly by: string | null;
  readonly runs: number | null;
  /** The commands of the counterexample. */
  readonly length: number | null;
  readonly seconds: number;
}

export const foundSchema: z.ZodType<Found> = z.strictObject({
  verdict: z.enum(['found', 'notFound', 'tooLong', 'broken']),
  by: z.string().nullable(),
  runs: z.int().nullable(),
  length: z.int().nullable(),
  seconds: z.number(),
});

export interface SearchLimits {
  readonly runs: number;
  /** How long one search may take. */
  readonly limitMs: number;
}

/** The searches for these bugs, the first seed of all of them first, and embedded systems before servers. */
export function searchesFor(
  bugs: readonly SystemBug[],
  names: readonly EngineName[],
  { seeds }: { readonly seeds: number },
): Search[] {
  const all = bugs.flatMap((bug) =>
    names
      .filter((engine) => engines[engine].takes(bug))
      .flatMap((engine) =>
        bug.systems.flatMap((system) =>
          Array.from({ length: engines[engine].isSeeded ? seeds : 1 }, (_, at) => ({
            engine,
            bug,
            system,
            seed: at + 1,
          })),
        ),
      ),
  );
  const place = ({ engine, system }: Search): number => names.indexOf(engine) + names.length * slowness(system);
  return all.toSorted((a, b) => a.seed - b.seed || place(a) - place(b));
}

/** From the systems within this process to those that need a server. */
function slowness(system: string): number {
  return ['sqlite', 'sqlite-file', 'processes', 'tcp', 'etcd', 'postgres', 'postgres-cut'].indexOf(system);
}

/** Searches in a copy, in which the bug is planted or not. */
export async function searchIn(
  copy: Pick<Copy, 'runProgram'>,
  { engine, bug, system, seed }: Search,
  { runs, limitMs }: SearchLimits,
): Promise<Found> {
  const { argumentsFor, read } = engines[engine];
  const startedMs = performance.now();
  const ended = await copy.runProgram('bin/faultbook.js', argumentsFor(bug.subject, system, { seed, runs }), limitMs);
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  const nothing = { runs: null, length: null, seconds };
  if (ended === 'timeout') return { verdict: 'tooLong', by: null, ...nothing };
  if (ended.code === null || ended.code === 2 || ended.code > 3) {
    const [line = ''] = ended.err.trim().split('\n').slice(-1);
    return { verdict: 'broken', by: line.slice(0, 200), ...nothing };
  }
  const { violation, ...shown } = read(JSON.parse(ended.out));
  return { verdict: violation === null ? 'notFound' : 'found', by: violation, ...shown, seconds };
}
