import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareRefresh } from '../src/check/prepare-failure-mode.ts';
import type { RunFailureMode } from '../src/corpus/failure-modes.ts';
import { failureModeIndex, readFailureModes, runsAmong } from '../src/corpus/failure-modes.ts';
import { filesOf } from '../src/corpus/promoted/files.ts';
import { formatFiles } from '../src/corpus/promoted/format.ts';
import { importsInClone } from '../src/corpus/promoted/imports.ts';
import { refreshed } from '../src/corpus/promoted/spec.ts';
import { readTrace } from '../src/corpus/trace.ts';
import type { MatrixFailureMode } from '../src/lab/isolation-matrix/failure-modes.ts';
import { cellsAmong } from '../src/lab/isolation-matrix/failure-modes.ts';
import { matrixOf } from '../src/lab/isolation-matrix/matrices.ts';
import { readMatrixTrace } from '../src/lab/isolation-matrix/matrix-trace.ts';
import type { Matrix, MatrixPlace, MatrixSchedule, MatrixStep } from '../src/lab/isolation-matrix/matrix.ts';
import { filesOfMatrix } from '../src/lab/isolation-matrix/promoted/matrix-files.ts';
import { prepareCell } from '../src/lab/isolation-matrix/promoted/prepare-cell.ts';
import { specificationTexts } from '../src/report/specification-texts.ts';
import { subjectOf } from '../src/subjects/index.ts';

/*
 * Writes every failure mode once more, as `promote` would today, out of its scenario and its trace: after a policy or a
 * field of the state has been added. What a person has written in the specification stays.
 */
type Files = ReadonlyMap<string, string>;

const root = join(import.meta.dirname, '../failure_modes');
const wanted = process.argv.slice(2);
const modes = await readFailureModes(root);
const unknown = wanted.filter((number) => modes.every(({ id }) => id !== `FM_${number}`));
if (unknown.length > 0) {
  console.error(`refresh: there is no failure mode ${unknown.join(', ')}; give its three digits, such as 001`);
  process.exit(2);
}
const written = [
  ...runsAmong(modes).map((mode) => ({ mode, write: () => ofCommands(mode) })),
  ...cellsAmong(modes).map((mode) => ({ mode, write: () => ofStatements(mode) })),
];
for (const { mode, write } of written) {
  const { folder, id } = mode;
  if (wanted.length > 0 && !wanted.includes(id.slice('FM_'.length))) continue;
  const files = await formatFiles(await write(), join(root, '../.oxfmtrc.json'));
  for (const [path, text] of files) {
    const target = join(root, folder, path);
    writeFileSync(target, path === 'spec.md' ? refreshed(readFileSync(target, 'utf8'), text) : text);
  }
  console.log(`${folder} is as promote writes it`);
}
writeFileSync(join(root, '../docs/failure_mode_index.md'), failureModeIndex(await readFailureModes(root)));

async function ofCommands(mode: RunFailureMode): Promise<Files> {
  const read = await readTrace(join(root, mode.folder, 'trace.json'));
  const contents = await prepareRefresh(subjectOf(mode.subject), mode, read, { texts: specificationTexts });
  return filesOf(contents, importsInClone);
}

/** The statements are sent once more, so that the trace has what they are answered today. */
async function ofStatements({ folder, subject: name, schedule, ...mode }: MatrixFailureMode): Promise<Files> {
  const subject = { ...subjectOf(name), matrix: matrixOf(name) };
  const read = await readMatrixTrace(join(root, folder, 'trace.json'));
  const steps = await stepsOf(subject.matrix, mode, schedule);
  const trace = { ...read, pattern: mode.pattern, setting: mode.setting, steps };
  return filesOfMatrix(await prepareCell(subject, trace, { folder, ...mode }));
}

async function stepsOf(matrix: Matrix, place: MatrixPlace, schedule: MatrixSchedule): Promise<readonly MatrixStep[]> {
  const open = await matrix.open();
  try {
    return (await open.run(place, schedule)).steps;
  } finally {
    await open.close();
  }
}
