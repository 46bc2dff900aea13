import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFailureModes } from '../../../src/corpus/failure-modes.ts';
import { formatFiles } from '../../../src/corpus/promoted/format.ts';
import { cellsAmong } from '../../../src/lab/isolation-matrix/failure-modes.ts';
import { matrixOf } from '../../../src/lab/isolation-matrix/matrices.ts';
import { readMatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import { filesOfMatrix } from '../../../src/lab/isolation-matrix/promoted/matrix-files.ts';
import { prepareCell } from '../../../src/lab/isolation-matrix/promoted/prepare-cell.ts';
import { mismatchesOfPlace } from '../../../src/lab/isolation-matrix/replay-statements.ts';
import { indexRowOf } from '../../../src/lab/isolation-matrix/scenario.ts';
import { subjectOf } from '../../../src/subjects/index.ts';
import { expectAsWritten } from '../../as-written.ts';

const root = join(import.meta.dirname, '../../../failure_modes');
const modes = cellsAmong(await readFailureModes(root));

test('there are failure modes of statements', () => {
  expect(modes.map(({ id }) => id)).toEqual(['FM_106', 'FM_107']);
});

describe.each(modes)('$folder, an order of statements', (mode) => {
  const subject = { ...subjectOf(mode.subject), matrix: matrixOf(mode.subject) };

  test('is of a cell that the matrix of its subject has, and breaks what is broken there', () => {
    expect(mismatchesOfPlace(subject, mode)).toEqual([]);
    expect(mode.alsoIn.flatMap((pattern) => mismatchesOfPlace(subject, { ...mode, pattern }))).toEqual([]);
    expect(mode.breaks).toBe(subject.matrix.invariant);
  });

  test('has the row of the index that its cell has', () => {
    expect(mode.indexRow).toEqual(indexRowOf(mode));
  });

  test('has a trace of the same statements', async () => {
    const { pattern, setting, schedule, breaks } = mode;
    const trace = await readMatrixTrace(join(root, mode.folder, 'trace.json'));
    expect(trace).toMatchObject({ subject: subject.name, pattern, setting, breaks });
    expect(trace.steps.map(({ who }) => who)).toEqual(schedule);
  });

  test('is what promote writes out of its trace, but for what only a person can say', async () => {
    const trace = await readMatrixTrace(join(root, mode.folder, 'trace.json'));
    expectAsWritten(
      join(root, mode.folder),
      await formatFiles(filesOfMatrix(await prepareCell(subject, trace, mode)), join(root, '../.oxfmtrc.json')),
    );
  });
});
