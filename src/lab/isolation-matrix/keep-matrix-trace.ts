import { join } from 'node:path';
import { makeFolder } from '../../corpus/counterexamples.ts';
import { forFile } from '../../corpus/signature.ts';
import { jsonFileText } from '../../corpus/trace-text.ts';
import { writeAtomically } from '../../corpus/write-atomically.ts';
import type { MatrixTrace } from './matrix-trace.ts';

/** Writes an interleaving of statements to a folder, as one file for each cell: it replaces the cell's file. Returns the path. */
export async function keepMatrixTrace(folder: string, trace: MatrixTrace): Promise<string> {
  await makeFolder(folder);
  const path = join(folder, matrixFileNameOf(trace));
  await writeAtomically(path, matrixTraceText(trace));
  return path;
}

/** A name that depends on the cell alone, so that each cell keeps a single trace. */
export function matrixFileNameOf({ subject, server, pattern, setting, breaks }: MatrixTrace): string {
  return `${[subject, server, pattern, setting, breaks].map(forFile).join('.')}.json`;
}

/** The content of the file of a trace, with its fields in their order. */
export function matrixTraceText(trace: MatrixTrace): string {
  const { version, subject, server, pattern, setting, steps, breaks, certificate, foundBy } = trace;
  return jsonFileText({ version, subject, server, pattern, setting, steps, breaks, certificate, foundBy });
}
