import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { SystemBug } from '../system-bug.ts';
import type { EngineName } from './engines.ts';
import { engineNames } from './engines.ts';
import type { KeptSearches } from './kept-searches.ts';
import type { Found, Search } from './search.ts';
import { foundSchema } from './search.ts';

/** The results of an engine for a bug on a system, by seeds from 1. */
export interface Row {
  readonly bug: string;
  readonly engine: EngineName;
  readonly system: string;
  /** A digest of the patch that was planted. */
  readonly patch: string;
  readonly found: readonly Found[];
}

/** Results that were measured at a commit. */
export interface Measured {
  /** The commit that last changed a source. */
  readonly commit: string;
  readonly runs: number;
  readonly rows: readonly Row[];
}

const rowSchema: z.ZodType<Row> = z.strictObject({
  bug: z.string(),
  engine: z.enum(engineNames),
  system: z.string(),
  patch: z.string(),
  found: z.array(foundSchema),
});
const headSchema = z.strictObject({ commit: z.string(), runs: z.int() });

/** A line for the commit, and a line for each row. */
export function readMeasured(path: string): Measured {
  const [head = '', ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  return { ...headSchema.parse(JSON.parse(head)), rows: rows.map((line) => rowSchema.parse(JSON.parse(line))) };
}

export function writeMeasured(path: string, { rows, ...head }: Measured): void {
  writeFileSync(path, `${[head, ...rows].map((line) => JSON.stringify(line)).join('\n')}\n`);
}

/** The kept results of these searches, in the order of the bugs. */
export function rowsOf(bugs: readonly SystemBug[], searches: readonly Search[], kept: KeptSearches): Row[] {
  return bugs.flatMap((bug) =>
    engineNames.flatMap((engine) =>
      bug.systems.flatMap((system) => {
        const own = searches.filter((one) => one.bug === bug && one.engine === engine && one.system === system);
        const found = own.map((search) => kept.get(search, true)).filter((one) => one !== null);
        return found.length === 0 ? [] : [{ bug: bug.name, engine, system, patch: digestOfPatch(bug), found }];
      }),
    ),
  );
}

export function digestOfPatch({ patch }: Pick<SystemBug, 'patch'>): string {
  return createHash('sha256').update(JSON.stringify(patch)).digest('hex').slice(0, 8);
}

/** The later results, with those rows of the earlier ones that they lack: of the same commit and the present patches. */
export function mergeMeasured(bugs: readonly SystemBug[], earlier: Measured, later: Measured): Measured {
  if (earlier.commit !== later.commit || earlier.runs !== later.runs) return later;
  const all = [...later.rows, ...earlier.rows];
  const rows = bugs.flatMap((bug) =>
    engineNames.flatMap((engine) =>
      bug.systems.map((system) => all.find((one) => isOf(one, bug) && one.engine === engine && one.system === system)),
    ),
  );
  return { ...later, rows: rows.filter((one) => one !== undefined) };
}

function isOf({ bug, patch }: Row, present: SystemBug): boolean {
  return bug === present.name && patch === digestOfPatch(present);
}
