import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { compareTraces, fileNameOf, findingName, isSameFinding } from './signature.ts';
import { traceText } from './trace-text.ts';
import type { Trace } from './trace.ts';
import { BadTrace, readTrace, TraceOfStatements } from './trace.ts';
import { asReadOnly, writeAtomically } from './write-atomically.ts';

/** A file of a folder of counterexamples: a trace, or the reason why it is none. */
export type CorpusFile =
  | { readonly path: string; readonly trace: Trace }
  | { readonly path: string; readonly trace: null; readonly message: string };

/** Every trace of a folder, in the order of names; none where there is no folder. Throws what the system throws where it cannot be listed. */
export async function readCounterexamples(folder: string): Promise<CorpusFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return readFiles(folder, names);
}

async function readFiles(folder: string, names: readonly string[]): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  for (const name of names.toSorted()) {
    // A file whose name begins with a dot is half-written.
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const path = join(folder, name);
    try {
      files.push({ path, trace: await readTrace(path) });
    } catch (error) {
      // Traces of both kinds may be kept in the same folder.
      if (error instanceof TraceOfStatements) continue;
      if (!(error instanceof BadTrace)) throw error;
      files.push({ path, trace: null, message: error.message });
    }
  }
  return files;
}

/** Where a finding is kept, and what became of the trace that was to be kept: it may be there already, or by a shorter run. */
export interface Kept {
  readonly path: string;
  readonly how: 'new' | 'shorter' | 'known';
}

export interface KeepOptions {
  /** Interchangeable names of the model, in groups. */
  readonly symmetry: readonly (readonly string[])[];
  /** Files of traces that no longer reproduce: another run to the same violation is kept beside them. */
  readonly gone: readonly string[];
}

/**
 * Keeps a finding in a folder as one file, the shortest trace of it. Several processes may do so at once. Throws the
 * error of the file system where the file cannot be written.
 */
export async function keepCounterexample(folder: string, trace: Trace, { symmetry, gone }: KeepOptions): Promise<Kept> {
  await makeFolder(folder);
  const [before] = await sameFindings(folder, trace, gone);
  if (before !== undefined && compareTraces(before.trace, trace) <= 0) return { path: before.path, how: 'known' };
  const path = join(folder, fileNameOf(trace, symmetry));
  await writeAtomically(path, traceText(trace));
  // The last writer sees all files, so in the end a single file is left, also after concurrent writers.
  const [best, ...worse] = await sameFindings(folder, trace, gone);
  for (const file of worse) await rm(file.path, { force: true });
  return { path: best?.path ?? path, how: before === undefined ? 'new' : 'shorter' };
}

/** Makes a folder for files to be kept, and the folders above it. Throws where its place cannot be written to. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw asReadOnly(dirname(resolve(folder)), error);
  });
}

type TraceFile = Extract<CorpusFile, { trace: Trace }>;

/** The one to keep first. */
async function sameFindings(folder: string, finding: Trace, gone: readonly string[]): Promise<TraceFile[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${findingName(finding)}.`));
  const files = await readFiles(folder, names);
  return files
    .filter((file): file is TraceFile => file.trace !== null && isSameFinding(file.trace, finding))
    .filter(({ path }) => !gone.includes(path))
    .toSorted((a, b) => compareTraces(a.trace, b.trace));
}
