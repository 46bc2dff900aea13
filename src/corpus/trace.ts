import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Command } from '../kernel/model.ts';
import type { ViolationKind } from '../kernel/violation.ts';

/** An interleaving as a file, with what it shows. It replays whatever the seed, the generator or the library's version. */
export interface Trace {
  /** Of the format. Old versions stay readable. */
  readonly version: 1;
  readonly subject: string;
  /** The system that showed it. */
  readonly system: string;
  readonly policies: Readonly<Record<string, boolean>>;
  readonly scope: Readonly<Record<string, number>>;
  readonly commands: readonly Command[];
  readonly violation: { readonly kind: ViolationKind; readonly name: string; readonly at: number };
  readonly foundBy: string;
}

const traceSchema: z.ZodType<Trace> = z.strictObject({
  version: z.literal(1),
  subject: z.string(),
  system: z.string(),
  policies: z.record(z.string(), z.boolean()),
  scope: z.record(z.string(), z.int().nonnegative()),
  commands: z.array(z.looseObject({ type: z.string(), fault: z.string().exactOptional() })),
  violation: z.strictObject({
    kind: z.enum(['invariant', 'settled', 'disagreement', 'error', 'endless']),
    name: z.string(),
    at: z.int().nonnegative(),
  }),
  foundBy: z.string(),
});

/** Throws with the file's name and the field where it is not a trace. */
export async function readTrace(path: string): Promise<Trace> {
  const text = await readFile(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = traceSchema.safeParse(json);
  if (!parsed.success) throw new Error(`${path} is not a trace of version 1:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
