import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Collection } from './collection.ts';
import type { Copy } from './copy.ts';
import type { JudgeOptions, Verdict } from './judge.ts';
import { judgeBugs, openAmong, staleAmong, verdictsOf } from './judge.ts';
import { openKept } from './kept.ts';
import type { PlantedBug } from './planted-bug.ts';
import { applyPatch } from './planted-bug.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-judge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let root = folder;
/** The bugs that were looked for, and how many copies are open. */
const judged: string[] = [];
let opened = 0;
let closed = 0;

/** A project of two sources with a number each: their sum has to be 3. */
beforeEach(() => {
  root = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(root, 'one.ts'), 'export const one: number = 1;\n');
  writeFileSync(join(root, 'two.ts'), 'export const two: number = 2;\n// a comment of 9 words\n');
  writeFileSync(join(root, 'sum.ts'), 'export const sum = one + two;\n');
  judged.length = 0;
  opened = 0;
  closed = 0;
});

/** A copy in memory, whose scripts print the sum. */
function openInMemory(): Copy {
  opened += 1;
  const sources = new Map(['one.ts', 'two.ts'].map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  return {
    folder: root,
    async withPatch(patch, use) {
      const original = sources.get(patch.file) ?? '';
      sources.set(patch.file, applyPatch(original, patch));
      const result = await use();
      sources.set(patch.file, original);
      return result;
    },
    runScript: async () =>
      String([...sources.values()].reduce((sum, source) => sum + Number(/= (\d+)/.exec(source)?.[1]), 0)),
    runSuites: async () => 'timeout',
    runProgram: async () => 'timeout',
    close: () => void (closed += 1),
  };
}

function bug(name: string, file: string, replaces: string, by: string): PlantedBug {
  return { name, subject: 'sum', breaks: 'SUM', patch: { file, replaces, by } };
}

const bugs = [
  bug('one is larger', 'one.ts', '= 1', '= 7'),
  bug('two is larger', 'two.ts', '= 2', '= 8'),
  bug('the comment is wrong', 'two.ts', '9', '10'),
];

const sums: Collection = {
  name: 'sums',
  about: 'Sums.',
  bugs: () => bugs,
  unfound: [],
  involved: () => ['sum.ts'],
  async prepare(_root, copy) {
    if ((await copy.runScript('sum.ts', [], 60_000)) !== '3') throw new Error('the sum is wrong without a bug');
    return async (patched, { name }) => {
      judged.push(name);
      const sum = await patched.runScript('sum.ts', [], 60_000);
      return sum === '3' ? null : `sum: ${sum}`;
    };
  },
};

function options(): JudgeOptions {
  return { root, kept: openKept(root), workers: 2, openCopy: openInMemory };
}

async function judge(collection: Collection = sums): Promise<Verdict[]> {
  await judgeBugs(collection, bugs, options());
  return verdictsOf(collection, bugs, options());
}

test('each bug is planted alone, and judged once', async () => {
  const verdicts = await judge();
  expect(verdicts.map((one) => one.judged?.foundBy)).toEqual(['sum: 9', 'sum: 9', null]);
  expect(verdicts.map(({ line }) => line)).toEqual([1, 1, 2]);
  expect(judged.toSorted()).toEqual(bugs.map(({ name }) => name).toSorted());
});

test('each worker has a copy, and all are closed, also where the search throws', async () => {
  await judge();
  expect({ opened, closed }).toEqual({ opened: 2, closed: 2 });
  const hostile: Collection = {
    ...sums,
    name: 'hostile',
    prepare: async () => async () => {
      throw new Error('no search');
    },
  };
  await expect(judge(hostile)).rejects.toThrow('no search');
  expect({ opened, closed }).toEqual({ opened: 4, closed: 4 });
});

test('a bug with a kept result is not judged again until an involved file differs', async () => {
  const first = await judge();
  judged.length = 0;
  expect(await judge()).toEqual(first);
  expect(judged).toEqual([]);
  lengthen('one.ts');
  await judge();
  expect(judged).toEqual(['one is larger']);
  judged.length = 0;
  lengthen('sum.ts');
  await judge();
  expect(judged.toSorted()).toEqual(bugs.map(({ name }) => name).toSorted());
});

function lengthen(file: string): void {
  writeFileSync(join(root, file), `${readFileSync(join(root, file), 'utf8')}// longer\n`);
}

test('a run that was stopped goes on with the bugs that have no result', async () => {
  await judgeBugs(sums, bugs.slice(1), options());
  expect(verdictsOf(sums, bugs, options()).map((one) => one.judged === null)).toEqual([true, false, false]);
  judged.length = 0;
  await judge();
  expect(judged).toEqual(['one is larger']);
});

test('a copy that shows a bug before one is planted is an error', async () => {
  writeFileSync(join(root, 'two.ts'), 'export const two: number = 3;\n');
  await expect(judge()).rejects.toThrow('the sum is wrong without a bug');
});

test('a bug without a finding is open unless a reason is listed', async () => {
  const verdicts = await judge();
  expect(openAmong(verdicts).map(({ name }) => name)).toEqual(['the comment is wrong']);
  const because = 'no comment is part of a sum';
  const listed = { file: 'two.ts', breaks: 'SUM', name: 'the comment is wrong', because };
  expect(openAmong(verdictsOf({ ...sums, unfound: [listed] }, bugs, options()))).toEqual([]);
});

test('a listed reason is stale where its bug is found, or where no bug has that name', async () => {
  const verdicts = await judge();
  const entry = { file: 'one.ts', breaks: 'SUM', because: 'old' };
  const unfound = ['one is larger', 'one is smaller'].map((name) => Object.assign({ name }, entry));
  expect(staleAmong({ ...sums, unfound }, verdicts, true)).toEqual([
    'one.ts SUM one is larger',
    'one.ts SUM one is smaller',
  ]);
  expect(staleAmong({ ...sums, unfound }, verdicts, false)).toEqual(['one.ts SUM one is larger']);
});
