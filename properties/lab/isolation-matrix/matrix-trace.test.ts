import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCounterexamples } from '../../../src/corpus/counterexamples.ts';
import { traceText } from '../../../src/corpus/trace-text.ts';
import { readTrace } from '../../../src/corpus/trace.ts';
import { keepMatrixTrace, matrixFileNameOf } from '../../../src/lab/isolation-matrix/keep-matrix-trace.ts';
import type { MatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import { readMatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import { aTrace } from '../../corpus/traces.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-'));
afterAll(() => rmSync(folder, { recursive: true }));

const trace: MatrixTrace = {
  version: 3,
  subject: 'doors',
  server: 'Postgres',
  pattern: 'look then open',
  setting: 'READ COMMITTED',
  steps: [
    { who: 'T1', statement: 'SELECT 1', answer: 'one 1', woken: [] },
    { who: 'T2', statement: 'COMMIT', answer: 'COMMIT', woken: [{ who: 'T1', answer: 'done' }] },
  ],
  breaks: 'INV_001',
  certificate: null,
  foundBy: { who: 'a person' },
};

function fileWith(text: string): string {
  const path = join(folder, 'x.json');
  writeFileSync(path, text);
  return path;
}

test('what was written is read as the same, and each kind of trace as its own', async () => {
  const path = await keepMatrixTrace(folder, trace);
  expect(path).toBe(join(folder, 'doors.Postgres.look-then-open.READ-COMMITTED.INV_001.json'));
  expect(await readMatrixTrace(path)).toEqual(trace);
  await expect(readTrace(path)).rejects.toThrow(
    /version 3, of statements that overlap: npm run matrix:replay and matrix:promote take it$/,
  );
  const commands = fileWith(traceText(aTrace()));
  expect(await readTrace(commands)).toEqual(aTrace());
  await expect(readMatrixTrace(commands)).rejects.toThrow(/version 4, of commands: a trace of statements is expected$/);
});

test('a folder of counterexamples may hold one, and a check passes it by', async () => {
  const own = mkdtempSync(join(folder, 'kept-'));
  await keepMatrixTrace(own, trace);
  writeFileSync(join(own, 'a.json'), traceText(aTrace()));
  expect((await readCounterexamples(own)).map(({ path }) => path)).toEqual([join(own, 'a.json')]);
});

test.each([
  ['without steps', { steps: [] }, /is not a trace of version 3: steps: /],
  ['by a third', { steps: [{ ...trace.steps[0], who: 'T3' }] }, /is not a trace of version 3: steps\.0\.who: /],
  ['with a control character', { pattern: 'a\u001b[2J' }, /is not a trace of version 3: pattern: has a control char/],
  ['of a cell without setting', { setting: undefined }, /is not a trace of version 3: setting: /],
  ['with something besides', { policies: {} }, /is not a trace of version 3: Unrecognized key: "policies"/],
])('one %s is refused in one line', async (_, fields, message) => {
  const path = fileWith(JSON.stringify({ ...trace, ...fields }));
  const error = await readMatrixTrace(path).catch((thrown: unknown) => thrown as Error);
  expect(error).toMatchObject({ name: 'BadTrace', message: expect.stringMatching(message) });
  expect((error as Error).message.split('\n')).toHaveLength(1);
});

test('the name of its file depends on the cell alone', () => {
  const cell = { subject: 'booking', server: 'postgres', pattern: 'check then insert', setting: 'read committed' };
  expect(matrixFileNameOf({ ...trace, ...cell, breaks: 'INV_101' })).toBe(
    'booking.postgres.check-then-insert.read-committed.INV_101.json',
  );
});
