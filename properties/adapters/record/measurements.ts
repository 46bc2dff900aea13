import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { KnownFinding } from '../hunt/known.ts';

/** What the command of a known finding has shown, in a project with the version that has it. */
export interface Measurement extends Pick<KnownFinding, 'script' | 'library' | 'shownIn' | 'command'> {
  /** The promise that was found to be broken. */
  readonly promise: string;
  /** The runs of `check`, the schedules of `race`, the rounds of `stress`, up to the finding. */
  readonly runs: number;
  /** From the start of the program to its end: with the start of a server and the search for a shorter run. */
  readonly seconds: number;
  /** The commands of the smallest run with its recovery. */
  readonly length: number;
  /** The same commands in words. */
  readonly run: readonly string[];
  /** The last commit that changed a source. */
  readonly commit: string;
}

const measurement: z.ZodType<Measurement> = z.strictObject({
  script: z.string(),
  library: z.string(),
  shownIn: z.string(),
  command: z.string(),
  promise: z.string(),
  runs: z.int().positive(),
  seconds: z.number().positive(),
  length: z.int().positive(),
  run: z.array(z.string()).min(1),
  commit: z.string().regex(/^[0-9a-f]{7}$/),
});

/** The measurements in a file, one a line. */
export function readMeasurements(path: string): Measurement[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => measurement.parse(JSON.parse(line)));
}

/** Writes a measurement in the place of an earlier one of the same finding. */
export function keepMeasurement(path: string, measured: Measurement): void {
  const others = readMeasurements(path).filter(({ script }) => script !== measured.script);
  const all = [...others, measured].toSorted((a, b) => a.script.localeCompare(b.script));
  writeFileSync(path, all.map((one) => `${JSON.stringify(one)}\n`).join(''));
}
