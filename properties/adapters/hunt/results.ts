import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { HuntEngine } from './engines.ts';
import { huntEngines } from './engines.ts';
import type { HuntFinding } from './findings.ts';
import { huntFinding } from './findings.ts';
import type { Hunted } from './hunted.ts';

/** A use of an engine on a library, with the promises that are not asked. */
export interface HuntSearch extends Pick<Hunted, 'library' | 'version' | 'system' | 'terms'> {
  readonly engine: HuntEngine;
  /** How many runs `check` takes at most; `null`: the other engines have no such number. */
  readonly runsAsked: number | null;
  /** The promises that earlier searches found to be broken. */
  readonly suspended: readonly string[];
}

/** The result of a search. */
export interface HuntResult extends HuntSearch {
  /** `stopped`: the limit ended the search, without a finding. `noVerdict`: the engine ended without a report. */
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'stopped' | 'noVerdict';
  /** The runs of `check`, the schedules of `race`, the rounds of `stress`; `null`: not known. */
  readonly runs: number | null;
  /** The commands of `check`, the statements of `race`, the operations of `stress`. */
  readonly commands: number | null;
  /** With the start of the program. */
  readonly seconds: number;
  /** How long the search was allowed to take. */
  readonly limitSeconds: number;
  readonly findings: readonly HuntFinding[];
  /** What the engine has left out, or why there is no report. */
  readonly note: string | null;
  /** The last commit that changed a source. */
  readonly commit: string;
}

const count = z.int().nonnegative();

const resultSchema: z.ZodType<HuntResult> = z.strictObject({
  library: z.string(),
  version: z.string(),
  system: z.string(),
  terms: z.string(),
  engine: z.enum(huntEngines),
  runsAsked: count.nullable(),
  suspended: z.array(z.string()),
  verdict: z.enum(['holds', 'violated', 'inconclusive', 'stopped', 'noVerdict']),
  runs: count.nullable(),
  commands: count.nullable(),
  seconds: z.number(),
  limitSeconds: z.number(),
  findings: z.array(huntFinding),
  note: z.string().nullable(),
  commit: z.string(),
});

/** The results in a file, one a line. Of the same search the last one counts. */
export function readResults(path: string): HuntResult[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const all = new Map<string, HuntResult>();
  for (const line of lines.filter((text) => text !== '')) {
    const result = resultSchema.parse(JSON.parse(line));
    all.set(keyOf(result), result);
  }
  return [...all.values()];
}

export function appendResult(path: string, result: HuntResult): void {
  appendFileSync(path, `${JSON.stringify(result)}\n`);
}

/** The result that makes a search unnecessary. A search that a shorter limit stopped, or that gave no verdict, is made again. */
export function resultFor(
  results: readonly HuntResult[],
  search: HuntSearch,
  limitSeconds: number,
): HuntResult | undefined {
  return results.find(
    (result) =>
      keyOf(result) === keyOf(search) &&
      result.verdict !== 'noVerdict' &&
      (result.verdict !== 'stopped' || result.limitSeconds >= limitSeconds),
  );
}

function keyOf({ library, version, system, terms, engine, runsAsked, suspended }: HuntSearch): string {
  return JSON.stringify([library, version, system, terms, engine, runsAsked, suspended]);
}
