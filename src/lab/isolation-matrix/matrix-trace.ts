import { z } from 'zod';
import { foundBySchema, line } from '../../corpus/trace-versions.ts';
import { BadTrace, notOfVersion, parseJson, parseTrace, readText, versionOf } from '../../corpus/trace.ts';
import type { FoundBy } from '../../kernel/counterexample.ts';
import type { MatrixPlace, MatrixStep } from './matrix.ts';
import { both } from './matrix.ts';

/** An interleaving of statements as a file: a cell of a matrix, the schedule of its statements, and the violated invariant. */
export interface MatrixTrace extends MatrixPlace {
  /** The version of the format. Traces of commands have other versions and their own reader. */
  readonly version: 3;
  readonly subject: string;
  /** The database server that returned the answers. */
  readonly server: string;
  /** The statements, with their answers at the time of the finding. */
  readonly steps: readonly MatrixStep[];
  /** The violated invariant, by id. */
  readonly breaks: string;
  /** The number of all interleavings: none with fewer statements violates the invariant. `null`: not minimised. */
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

/** Throws `BadTrace`, also for a trace of commands. */
export async function readMatrixTrace(path: string): Promise<MatrixTrace> {
  const text = await readText(path);
  const json = parseJson(text, path);
  if (versionOf(json) !== 3) throw ofCommands(text, path);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw notOfVersion(3, parsed.error, path);
  return parsed.data;
}

/** Throws `BadTrace` where the text is no trace of commands either. */
function ofCommands(text: string, path: string): BadTrace {
  const { version } = parseTrace(text, path);
  return new BadTrace(`${path} is a trace of version ${version}, of commands: a trace of statements is expected`);
}
