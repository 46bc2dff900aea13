import { versionsInUse } from '../../check/versions.ts';
import { keepTrace } from '../../corpus/counterexamples.ts';
import type { FailureMode, RaceFailureMode } from '../../corpus/failure-modes.ts';
import { racesAmong } from '../../corpus/failure-modes.ts';
import { raceTraces } from '../../corpus/trace-kind.ts';
import { Interrupted } from '../../kernel/interrupted.ts';
import { sameJson } from '../../kernel/json.ts';
import { policiesWithout } from '../../kernel/subject.ts';
import { exploreRaces } from '../../race/explore-races.ts';
import { onStage } from '../../race/on-stage.ts';
import { traceOfRace } from '../../race/trace-of-race.ts';
import type { Matrix, MatrixCell, MatrixPlace, OpenMatrix } from './matrix.ts';

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
  readonly failureModes?: readonly FailureMode[];
  /** Stops it; the cells that are complete by then are reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MatrixProgress) => void;
}

/** Runs every interleaving of the chosen patterns under every setting. `name`: of the subject in the report. */
export async function runMatrix(
  name: string,
  matrix: Matrix,
  { patterns, failureModes = [], signal, onProgress }: RunMatrixOptions = {},
): Promise<MatrixReport> {
  const chosen = patterns ?? matrix.patterns.map((one) => one.name);
  const places = chosen.flatMap((pattern) => matrix.settings.map((setting) => ({ pattern, setting })));
  const found: MatrixCell[] = [];
  const isInterrupted = await addCells(matrix, places, found, (interleavings, place) => {
    if (signal?.aborted === true) throw new Interrupted();
    onProgress?.({ ...place, cell: found.length + 1, cells: places.length, interleavings });
  });
  const races = racesAmong(failureModes);
  const cells = found.map((cell) => withFailureMode(matrix, cell, races));
  const isInconclusive = cells.some(({ right }) => right === 0);
  return {
    subject: name,
    says: matrix.says,
    verdict: isInterrupted ? 'interrupted' : isInconclusive ? 'inconclusive' : 'complete',
    interleavings: cells.reduce((sum, cell) => sum + cell.interleavings, 0),
    cells,
  };
}

/** Adds the cells of these places to `cells`. Returns whether the work was interrupted. */
async function addCells(
  matrix: Pick<Matrix, 'open'>,
  places: readonly MatrixPlace[],
  cells: MatrixCell[],
  onInterleaving: (done: number, place: MatrixPlace) => void,
): Promise<boolean> {
  let open: OpenMatrix | null = null;
  try {
    open = await matrix.open();
    for (const place of places) cells.push(await open.cell(place, (done) => onInterleaving(done, place)));
    return false;
  } catch (error) {
    if (error instanceof Interrupted) return true;
    throw error;
  } finally {
    await open?.close();
  }
}

/** A cell with the id of its failure mode, which is the race that goes wrong under its setting. */
export function withFailureMode(
  { subject, policiesAt }: Pick<Matrix, 'subject' | 'policiesAt'>,
  cell: MatrixCell,
  races: readonly RaceFailureMode[],
): KnownCell {
  const isOfSetting = ({ subject: name, without }: RaceFailureMode): boolean =>
    name === subject.name && sameJson(policiesWithout(subject, without), policiesAt(cell.setting));
  return { ...cell, failureMode: cell.broken === 0 ? null : (races.find(isOfSetting)?.id ?? null) };
}

/**
 * Races each breaking cell until a schedule is wrong, and keeps the race in the folder, as a trace. Returns the paths. `who`:
 * the finder's name in the traces.
 */
export async function keepMatrix(
  { subject, policiesAt }: Pick<Matrix, 'subject' | 'policiesAt'>,
  cells: readonly MatrixCell[],
  { folder, who, signal }: { readonly folder: string; readonly who: string; readonly signal: AbortSignal },
): Promise<string[]> {
  const paths: string[] = [];
  for (const { pattern, setting, broken } of cells) {
    if (broken === 0 || signal.aborted) continue;
    const setup = { system: pattern, policies: policiesAt(setting), scope: {} };
    const { found, certificate } = await onStage(subject, { ...setup, signal }, (where) =>
      exploreRaces(where, { depth: 0, preemptions: 0, search: 'unreduced', signal }),
    );
    if (found === null) continue;
    const foundBy = { who, versions: versionsInUse() };
    const trace = traceOfRace({ subject: subject.name, ...setup }, found, { certificate, foundBy });
    paths.push((await keepTrace(folder, trace, raceTraces, { symmetry: [], gone: [] })).path);
  }
  return paths;
}
