import { Interrupted } from '../../kernel/interrupted.ts';
import type { MatrixFailureMode } from './failure-modes.ts';
import { failureModeAt } from './failure-modes.ts';
import { keepMatrixTrace } from './keep-matrix-trace.ts';
import type { MatrixSubject } from './matrices.ts';
import type { MatrixCell, MatrixPlace, OpenMatrix } from './matrix.ts';

/** The results of a matrix. */
export interface MatrixReport {
  readonly subject: string;
  readonly says: string;
  /** `inconclusive`: in a cell, no interleaving gave exactly one client what both wanted. */
  readonly verdict: 'complete' | 'inconclusive' | 'interrupted';
  readonly interleavings: number;
  readonly cells: readonly KnownCell[];
}

/** A cell with the id of its failure mode; `null` where the cell breaks no invariant, or has no failure mode yet. */
export interface KnownCell extends MatrixCell {
  readonly failureMode: string | null;
}

/** How far running a matrix is: the number of the cell, its place, and how many of its interleavings are done. */
export interface MatrixProgress extends MatrixPlace {
  readonly cell: number;
  readonly cells: number;
  readonly interleavings: number;
}

export interface RunMatrixOptions {
  /** The patterns to run; all of them where none is given. */
  readonly patterns?: readonly string[];
  /** The failure modes that a cell may belong to. */
  readonly failureModes?: readonly MatrixFailureMode[];
  /** Stops it; the cells that are complete by then are reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MatrixProgress) => void;
}

/** Runs every interleaving of the chosen patterns under every setting. */
export async function runMatrix(
  subject: MatrixSubject,
  { patterns, failureModes = [], signal, onProgress }: RunMatrixOptions = {},
): Promise<MatrixReport> {
  const { matrix } = subject;
  const chosen = patterns ?? matrix.patterns.map(({ name }) => name);
  const places = chosen.flatMap((pattern) => matrix.settings.map((setting) => ({ pattern, setting })));
  const found: MatrixCell[] = [];
  const isInterrupted = await runCells(
    () => matrix.open(),
    places,
    found,
    (interleavings, place) => {
      if (signal?.aborted === true) throw new Interrupted();
      onProgress?.({ ...place, cell: found.length + 1, cells: places.length, interleavings });
    },
  );
  const cells = found.map((cell) => withFailureMode(subject.name, cell, failureModes));
  const isInconclusive = cells.some(({ right }) => right === 0);
  return {
    subject: subject.name,
    says: matrix.says,
    verdict: isInterrupted ? 'interrupted' : isInconclusive ? 'inconclusive' : 'complete',
    interleavings: cells.reduce((sum, cell) => sum + cell.interleavings, 0),
    cells,
  };
}

/** Adds the cells of these places to `cells`. Returns whether the work was interrupted. */
async function runCells(
  stand: () => Promise<OpenMatrix>,
  places: readonly MatrixPlace[],
  cells: MatrixCell[],
  onInterleaving: (done: number, place: MatrixPlace) => void,
): Promise<boolean> {
  let open: OpenMatrix | null = null;
  try {
    open = await stand();
    for (const place of places) cells.push(await open.cell(place, (done) => onInterleaving(done, place)));
    return false;
  } catch (error) {
    if (error instanceof Interrupted) return true;
    throw error;
  } finally {
    await open?.close();
  }
}

/** A cell with the id of the failure mode that it belongs to. */
export function withFailureMode(subject: string, cell: MatrixCell, modes: readonly MatrixFailureMode[]): KnownCell {
  const known = cell.broken === 0 ? undefined : failureModeAt(modes, { subject, ...cell });
  return { ...cell, failureMode: known?.id ?? null };
}

/**
 * Writes a minimal run of each breaking cell to the folder, as a trace. Returns the paths. `who`: the finder's name in the
 * traces.
 */
export async function keepMatrix(
  subject: MatrixSubject,
  cells: readonly MatrixCell[],
  { folder, who }: { readonly folder: string; readonly who: string },
): Promise<string[]> {
  const { invariant, server } = subject.matrix;
  const paths: string[] = [];
  for (const { pattern, setting, shortest, interleavings } of cells) {
    if (shortest === null) continue;
    const path = await keepMatrixTrace(folder, {
      version: 3,
      subject: subject.name,
      server,
      pattern,
      setting,
      steps: shortest,
      breaks: invariant,
      certificate: { interleavings },
      foundBy: { who },
    });
    paths.push(path);
  }
  return paths;
}
