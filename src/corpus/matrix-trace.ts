import { z } from 'zod';
import type { MatrixPlace, MatrixStep } from '../kernel/matrix.ts';
import { both } from '../kernel/matrix.ts';
import type { FoundBy } from '../kernel/counterexample.ts';
import type { Trace } from './trace.ts';
import { BadTrace, foundBySchema, line, notOfVersion, parseJson, parseTrace, readText, versionOf } from './trace.ts';

/** An interleaving of statements as a file, with what it breaks: one cell of a matrix, and who sends what in which order. */
export interface MatrixTrace extends MatrixPlace {
  /** Of the format. Those of commands have another, and are read by themselves. */
  readonly version: 3;
  readonly subject: string;
  /** What answered. */
  readonly server: string;
  /** With what was answered when this was found. */
  readonly steps: readonly MatrixStep[];
  /** The invariant that is broken, by id. */
  readonly breaks: string;
  /** Of how many interleavings, all there are, none that breaks it has fewer statements. `null` where nobody has looked. */
  readonly certificate: { readonly interleavings: number } | null;
  readonly foundBy: FoundBy;
}

const schema: z.ZodType<MatrixTrace> = z.strictObject({
  version: z.literal(3),
  subject: line,
  server: line,
  pattern: line,
  setting: line,
  steps: z
    .array(
      z.strictObject({
        who: z.enum(both),
        statement: line,
        answer: line,
        woken: z.array(z.strictObject({ who: z.enum(both), answer: line })),
      }),
    )
    .min(1),
  breaks: line.min(1),
  certificate: z.strictObject({ interleavings: z.int().positive() }).nullable(),
  foundBy: foundBySchema,
});

/** Throws `BadTrace`, also where it is a trace of commands. */
export async function readMatrixTrace(path: string): Promise<MatrixTrace> {
  const trace = await readAnyTrace(path);
  if ('steps' in trace) return trace;
  throw new BadTrace(`${path} is a trace of version ${trace.version}, of commands: here one of statements is wanted`);
}

/** A trace of either kind. Throws `BadTrace`. */
export async function readAnyTrace(path: string): Promise<Trace | MatrixTrace> {
  const text = await readText(path);
  const json = parseJson(text, path);
  if (versionOf(json) !== 3) return parseTrace(text, path);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw notOfVersion(3, parsed.error, path);
  return parsed.data;
}
