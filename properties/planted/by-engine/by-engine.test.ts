import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ended } from '../copy.ts';
import { systemBugs } from '../system-bugs.ts';
import { engines } from './engines.ts';
import type { KeptSearches } from './kept-searches.ts';
import { openKeptSearches } from './kept-searches.ts';
import { rowsOf } from './measured.ts';
import { engineNamed } from './page.ts';
import type { RunSearchesOptions } from './run-searches.ts';
import { runSearches } from './run-searches.ts';
import { searchesFor, searchIn } from './search.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'faultbook-by-engine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [first, second] = systemBugs.filter(({ systems }) => systems.includes('sqlite'));
if (first === undefined || second === undefined) throw new Error('no two bugs are on SQLite');
const limits = { runs: 3000, limitMs: 1000 };
const holds = { runs: 3000, counterexample: null };
const violated = {
  runs: 7,
  counterexample: { commands: [{}, {}], violation: { name: 'INV_001' } },
};

function ended(code: number, json: unknown = null, err = ''): Ended {
  return { code, out: JSON.stringify(json), err };
}

describe('a search', () => {
  const [search] = searchesFor([first], ['check'], { seeds: 1 });
  if (search === undefined) throw new Error('check searches for no bug');

  test('runs the command as a user does, with the limits', async () => {
    const asked: unknown[] = [];
    const runProgram = async (...args: unknown[]): Promise<Ended> => {
      asked.push(args);
      return ended(0, holds);
    };
    await searchIn({ runProgram }, search, limits);
    const args = 'check queue --system sqlite --runs 3000 --seed 1 --no-counterexamples --json'.split(' ');
    expect(asked).toEqual([['bin/faultbook.js', args, 1000]]);
  });

  test.each([
    ['a violation', ended(1, violated), { verdict: 'found', by: 'INV_001', runs: 7, length: 2 }],
    ['no violation', ended(0, holds), { verdict: 'notFound', by: null, runs: 3000, length: null }],
    ['a missed goal', ended(3, holds), { verdict: 'notFound', by: null, runs: 3000, length: null }],
    ['bad use', ended(2, null, 'a\nno server'), { verdict: 'broken', by: 'no server', runs: null, length: null }],
    ['no end', 'timeout' as const, { verdict: 'tooLong', by: null, runs: null, length: null }],
  ])('reports %s', async (_, result, expected) => {
    expect(await searchIn({ runProgram: async () => result }, search, limits)).toMatchObject(expected);
  });

  test('refuses a report in another form', async () => {
    await expect(searchIn({ runProgram: async () => ended(0, { runs: 'many' }) }, search, limits)).rejects.toThrow(
      'invalid_type',
    );
  });
});

test('searches are sorted by their seeds, then embedded systems, then the engines', () => {
  const tcp = systemBugs.filter(({ systems }) => systems.includes('tcp')).slice(0, 1);
  const searches = searchesFor([...tcp, first], ['check', 'explore'], { seeds: 2 });
  expect(searches.map(({ engine, system, seed }) => `${engine} ${system} ${seed}`)).toEqual([
    'check sqlite 1',
    'explore sqlite 1',
    'check tcp 1',
    'explore tcp 1',
    'check sqlite 2',
    'check tcp 2',
  ]);
});

test('race takes bugs on Postgres alone, and sweep the subjects with failpoints', () => {
  const raced = systemBugs.filter((bug) => engines.race.takes(bug));
  expect(raced.every(({ systems }) => systems.includes('postgres'))).toBe(true);
  expect(raced.filter(({ isRace }) => isRace === true).length).toBeGreaterThanOrEqual(6);
  expect(systemBugs.filter((bug) => engines.sweep.takes(bug)).map(({ subject }) => subject)).not.toContain('authority');
});

test('each engine reads its report', () => {
  const found = { commands: [1, 2, 3], violation: { name: 'INV_9' } };
  expect(engines.explore.read({ driven: { runs: 9, divergence: found }, violations: [] })).toEqual({
    violation: 'INV_9',
    runs: 9,
    length: 3,
  });
  const rows = [
    { runs: 4, violations: [] },
    { runs: 5, violations: [found] },
    { runs: 6, violations: [] },
  ];
  expect(engines.sweep.read({ rows })).toEqual({ violation: 'INV_9', runs: 9, length: 3 });
  const race = { before: [1], atOnce: [{ commands: [1] }, { commands: [1] }], violation: { kind: 'threw' } };
  expect(engines.race.read({ schedules: 80, found: race })).toEqual({ violation: 'threw', runs: 80, length: 3 });
  expect(engines.race.read({ schedules: 80, found: null })).toEqual({ violation: null, runs: 80, length: null });
});

test('an unknown engine is refused by name', () => {
  expect(() => engineNamed('stress')).toThrow('--engine takes check, explore, sweep, race');
});

describe('searches one after the other', () => {
  const searches = searchesFor([first, second], ['check'], { seeds: 1 });
  let kept: KeptSearches;
  let planted: string | null;
  let log: string[];
  beforeEach(() => {
    kept = openKeptSearches(root, limits, mkdtempSync(join(folder, 'kept-')));
    planted = null;
    log = [];
  });

  /** A copy whose engine finds the first bug, and no bug where none is planted. */
  function options(answer: (bug: string | null) => Ended): RunSearchesOptions {
    return {
      ...limits,
      kept,
      copy: {
        async withPatch(patch, use) {
          planted = [first, second].find((bug) => bug?.patch === patch)?.name ?? null;
          try {
            return await use();
          } finally {
            planted = null;
          }
        },
        async runProgram(_path, args) {
          log.push(planted ?? `no bug in ${args[args.indexOf('--runs') + 1]} runs`);
          return answer(planted);
        },
      },
    };
  }
  const findsFirst = (bug: string | null): Ended => (bug === first.name ? ended(1, violated) : ended(0, holds));

  test('plant each bug, and take all runs once without a bug', async () => {
    await runSearches(searches, options(findsFirst));
    expect(log).toEqual([first.name, 'no bug in 3000 runs', second.name]);
    expect(rowsOf([first, second], searches, kept).map(({ found }) => found[0]?.verdict)).toEqual([
      'found',
      'notFound',
    ]);
  });

  test('go on where they were stopped', async () => {
    await runSearches(searches.slice(0, 1), options(findsFirst));
    log = [];
    await runSearches(searches, options(findsFirst));
    expect(log).toEqual([second.name]);
  });

  test('take longer only where the limit is longer than before', async () => {
    const [search] = searches;
    if (search === undefined) throw new Error('no search');
    kept.put(search, true, { verdict: 'tooLong', by: null, runs: null, length: null, seconds: 2 });
    await runSearches([search], { ...options(findsFirst), limitMs: 2000 });
    expect(log).toEqual([]);
    await runSearches([search], { ...options(findsFirst), limitMs: 3000 });
    expect(log).toEqual([first.name, 'no bug in 3000 runs']);
  });

  test('count nothing where the engine finds a violation without a bug', async () => {
    await expect(
      runSearches(
        searches,
        options(() => ended(1, violated)),
      ),
    ).rejects.toThrow('found without a bug');
    expect(rowsOf([first, second], searches, kept)).toEqual([]);
  });

  test('keep no result for a bug whose patch is another', async () => {
    await runSearches(searches, options(findsFirst));
    const [search] = searches;
    const other = { ...first, patch: { ...first.patch, by: '' } };
    expect(search && kept.get({ ...search, bug: other }, true)).toBeNull();
  });
});
