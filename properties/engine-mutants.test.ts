import { expect, test } from 'vitest';
import { rowOf, staleAmong } from '../scripts/engine-mutants-table.ts';
import type { Mutant } from '../scripts/engine-mutants.ts';

const file = 'src/kernel/json.ts';
const change = { line: 'return a < b;', mutator: 'EqualityOperator', replacement: 'a <= b' };
const equivalent = { file, ...change, because: 'No two keys are equal.' };

function staleWith(...statuses: readonly string[]): unknown {
  const mutants = statuses.map((status): Mutant => Object.assign({ lineNumber: 1, status }, change));
  const row = rowOf({ file, tests: [] }, { digest: '', lines: 1, mutants }, [equivalent]);
  return staleAmong([equivalent], [row]);
}

test('a reason is stale where its mutant is killed, or is not there', () => {
  expect(staleWith('Killed')).toEqual([equivalent]);
  expect(staleWith()).toEqual([equivalent]);
});

test('a reason is not stale where its mutant survives, or ran out of time', () => {
  for (const status of ['Survived', 'NoCoverage', 'Timeout']) expect(staleWith(status)).toEqual([]);
  expect(staleWith('Killed', 'Survived')).toEqual([]);
});
