import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { TraceKind } from './trace-kind.ts';
import { runTraces } from './trace-kind.ts';
import type { Trace } from './trace.ts';
import { BadTrace, TraceOfAnotherKind } from './trace.ts';
import { asReadOnly, writeAtomically } from './write-atomically.ts';

/** A file of a folder of counterexamples: a trace, or the reason why it is none. */
export type CorpusFile<T = Trace> =
  | { readonly path: string; readonly trace: T }
  | { readonly path: string; readonly trace: null; readonly message: string };

/** Every trace of a run in a folder, in the order of names; none where there is no folder. Throws what the system throws where it cannot be listed. */
export function readCounterexamples(folder: string): Promise<CorpusFile[]> {
  return readKept(folder, runTraces);
}

/** The same of another kind of traces. */
export async function readKept<T>(folder: string, kind: TraceKind<T>): Promise<CorpusFile<T>[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return readFiles(folder, names, kind);
}

async function readFiles<T>(
  folder: string,
  names: readonly string[],
  { read }: TraceKind<T>,
): Promise<CorpusFile<T>[]> {
  const files: CorpusFile<T>[] = [];
  for (const name of names.toSorted()) {
    // A file whose name begins with a dot is half-written.
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const path = join(folder, name);
    try {
      files.push({ path, trace: await read(path) });
    } catch (error) {
      // Traces of all kinds may be kept in the same folder.
      if (error instanceof TraceOfAnotherKind) continue;
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

/** Keeps the trace of a run: as `keepTrace` does. */
export function keepCounterexample(folder: string, trace: Trace, options: KeepOptions): Promise<Kept> {
  return keepTrace(folder, trace, runTraces, options);
}

/**
 * Keeps a finding in a folder as one file, the shortest trace of it. Several processes may do so at once. Throws the
 * error of the file system where the file cannot be written.
 */
export async function keepTrace<T>(
  folder: string,
  trace: T,
  kind: TraceKind<T>,
  { symmetry, gone }: KeepOptions,
): Promise<Kept> {
  await makeFolder(folder);
  const [before] = await sameFindings(folder, trace, kind, gone);
  if (before !== undefined && kind.compare(before.trace, trace) <= 0) return { path: before.path, how: 'known' };
  const path = join(folder, kind.fileName(trace, symmetry));
  await writeAtomically(path, kind.text(trace));
  // The last writer sees all files, so in the end a single file is left, also after concurrent writers.
  const [best, ...worse] = await sameFindings(folder, trace, kind, gone);
  for (const file of worse) await rm(file.path, { force: true });
  return { path: best?.path ?? path, how: before === undefined ? 'new' : 'shorter' };
}

/** Makes a folder for files to be kept, and the folders above it. Throws where its place cannot be written to. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw asReadOnly(dirname(resolve(folder)), error);
  });
}

/** The one to keep first. */
async function sameFindings<T>(
  folder: string,
  finding: T,
  kind: TraceKind<T>,
  gone: readonly string[],
): Promise<{ readonly path: string; readonly trace: T }[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${kind.findingName(finding)}.`));
  const files = await readFiles(folder, names, kind);
  return files
    .flatMap(({ path, trace }) => (trace !== null && kind.isSame(trace, finding) ? [{ path, trace }] : []))
    .filter(({ path }) => !gone.includes(path))
    .toSorted((a, b) => kind.compare(a.trace, b.trace));
}
