import { expect, test } from 'vitest';
import { renderSearched } from '../../../src/report/searched-table.ts';
import { searchedLibraries } from '../../../src/subjects/searched-libraries.ts';
import type { HuntResult } from '../hunt/results.ts';
import { searchedToday } from './searched-source.ts';
import { searchedLibrary } from './searched.ts';

test('the table of libraries has what was recorded', () => {
  expect(searchedLibraries, 'npm run track-record writes the table once more').toEqual(searchedToday());
});

const held: HuntResult = {
  library: 'mail',
  version: '2.0.0',
  system: 'mail',
  terms: '01234567',
  engine: 'check',
  runsAsked: 10,
  suspended: ['budget'],
  verdict: 'holds',
  runs: 10,
  commands: 100,
  seconds: 1,
  limitSeconds: 60,
  findings: [],
  note: null,
  commit: '1a2b3c4',
};
const found = { promise: 'budget', isPromise: true, rate: null, length: 7, run: ['submit j1'] };
const broken: HuntResult = { ...held, suspended: [], verdict: 'violated', findings: [found] };
const systems = [
  { name: 'mail', commands: ['submit', 'fetch'] },
  { name: 'mail-keys', terms: { keys: 'live' as const } },
];

function recordOf(...results: readonly HuntResult[]): ReturnType<typeof searchedLibrary> {
  return searchedLibrary({ library: 'mail', version: '2.0.0', systems }, { results, known: [], measured: [] });
}

test('a promise is kept where a search that asked it found nothing', () => {
  const { promises, searches, commits } = recordOf(held, broken);
  expect({ searches, commits }).toEqual({ searches: 2, commits: ['1a2b3c4'] });
  expect(promises).toMatchObject({ exclusive: 'kept', budget: 7, unique: 'notSearched' });
  expect(promises).not.toHaveProperty('inTurn');
});

test('a promise is not searched where it was suspended, or the search has no verdict', () => {
  expect(recordOf(held).promises).toMatchObject({ budget: 'notSearched', exclusive: 'kept' });
  expect(recordOf({ ...held, verdict: 'inconclusive' }).promises).toMatchObject({ exclusive: 'notSearched' });
  expect(recordOf({ ...held, version: '1.9.0' }).promises).toMatchObject({ exclusive: 'notSearched' });
});

test('the table names the version, the length of a run, and where it was recorded', () => {
  const lines = renderSearched([recordOf(held, broken), { ...recordOf(), library: 'post', promises: {} }]);
  expect(lines[0]).toMatch(/^promise +mail 2\.0\.0 +post 2\.0\.0$/);
  expect(lines.find((line) => line.startsWith('budget '))).toMatch(/^budget +broken \(7\) +-$/);
  expect(lines.find((line) => line.startsWith('exclusive '))).toMatch(/^exclusive +kept +-$/);
  expect(lines.at(-2)).toBe('recorded, and not run here: 2 searches measured at 1a2b3c4;');
});

test('the table of libraries fits in 80 columns', () => {
  for (const line of renderSearched(searchedLibraries)) expect(line.length).toBeLessThanOrEqual(80);
});
