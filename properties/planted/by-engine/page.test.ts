import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SystemBug } from '../system-bug.ts';
import { systemBugs } from '../system-bugs.ts';
import { readAll } from './command.ts';
import type { Row } from './measured.ts';
import { digestOfPatch, mergeMeasured, readMeasured, writeMeasured } from './measured.ts';
import { medianOf, pageByEngine, staleReasons } from './page.ts';
import { reasons } from './reasons.ts';
import type { Found } from './search.ts';

const root = join(import.meta.dirname, '../../..');

function bug(name: string): SystemBug {
  const patch = { file: 'src/real/door.ts', replaces: '1', by: '2' };
  return { name, subject: 'house', systems: ['sqlite'], kind: 'fencepost', breaks: 'a key', patch };
}

const hit: Found = { verdict: 'found', by: 'INV_1', runs: 5, length: 2, seconds: 3 };
const miss: Found = { verdict: 'notFound', by: null, runs: 3000, length: null, seconds: 9 };
const patch = digestOfPatch(bug('a'));
const rows: Row[] = [
  {
    bug: 'a',
    engine: 'check',
    system: 'sqlite',
    patch,
    found: [hit, { ...hit, runs: 7 }, { ...hit, runs: 900 }, miss],
  },
  { bug: 'b', engine: 'check', system: 'sqlite', patch, found: [miss] },
  { bug: 'b', engine: 'explore', system: 'sqlite', patch, found: [{ ...miss, verdict: 'tooLong', runs: null }] },
];
const measured = { commit: '1a2b3c4', runs: 3000, rows };
const page = pageByEngine([bug('a'), bug('b'), bug('c')], [{ title: 'Before', ...measured }], { b: 'it is hidden' });

test('the page counts the bugs that each engine finds, and those that any engine finds', () => {
  expect(page).toContain('| `check` | 2 | 1 | 50.0 % |');
  expect(page).toContain('| `explore` | 1 | 0 | 0.0 % |');
  expect(page).toContain('| any of them | 2 | 1 | 50.0 % |');
  expect(page).toContain('measured at 1a2b3c4');
  expect(page).toContain('Not searched by any engine: 1 bug.');
});

test('the page has the medians of the seeds that found a bug, or the reason', () => {
  expect(page).toContain('**found**: runs 7, commands 2, 3 s, 3 of 4 seeds');
  expect(page).toContain('| b | `src/real/door.ts` | a key | it is hidden |');
  expect(page).toContain('| b | fencepost | `sqlite` | not found, 9 s | no end, 9 s |');
});

test('the page has why a bug is equivalent, where no other reason is listed', () => {
  const equivalent = { ...bug('b'), equivalence: 'no key fits' };
  expect(pageByEngine([equivalent], [{ title: 'Before', ...measured }], {})).toContain('| a key | no key fits |');
  expect(pageByEngine([bug('b')], [{ title: 'Before', ...measured }], {})).toContain('**no reason listed**');
});

test('the median of an even number of values is the lower one in the middle', () => {
  expect([medianOf([4, 1, 3, 2]), medianOf([9, 1, 5]), medianOf([])]).toEqual([2, 5, 0]);
});

test('a reason for a bug that was found, or that does not exist, is stale', () => {
  const why = { a: 'x', b: 'y', gone: 'z' };
  expect(staleReasons([bug('a'), bug('b')], measured, why)).toEqual(['a', 'gone']);
});

test('results are written and read line by line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-measured-'));
  try {
    writeMeasured(join(folder, 'a.jsonl'), measured);
    expect(readMeasured(join(folder, 'a.jsonl'))).toEqual(measured);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('results of the same commit are merged, and those of another commit are dropped', () => {
  const bugs = [bug('a'), bug('b')];
  const [ofA, ...ofB] = rows;
  const newer = { ...ofA, bug: 'a', engine: 'check', system: 'sqlite', patch, found: [miss] } as const;
  const later = { ...measured, rows: [newer] };
  expect(mergeMeasured(bugs, measured, later).rows).toEqual([newer, ...ofB]);
  expect(mergeMeasured(bugs, { ...measured, commit: '7654321' }, later).rows).toEqual([newer]);
  expect(mergeMeasured([bug('b')], measured, later).rows).toEqual(ofB);
  const repaired = { ...bug('b'), patch: { ...bug('b').patch, by: '3' } };
  expect(mergeMeasured([repaired], measured, later).rows).toEqual([]);
});

test('the page in the documents is that of the results beside it', () => {
  const path = join(root, 'docs/explanation/planted-by-engine.md');
  expect(readFileSync(path, 'utf8')).toBe(pageByEngine(systemBugs, readAll(root), reasons));
});

test('each reason is for a bug that no engine has found', () => {
  const [last = { rows: [] }] = readAll(root).slice(-1);
  expect(staleReasons(systemBugs, last, reasons)).toEqual([]);
});
