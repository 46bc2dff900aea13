import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkAndKeep } from '../../src/check/check-and-keep.ts';
import { UnreadableFolder } from '../../src/check/kept.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-keep-'));
afterAll(() => rmSync(root, { recursive: true }));

const subject = subjectOf('queue');
const options = {
  system: 'sqlite',
  policies: policiesWithout(subject, ['fencing']),
  scope: subject.scopes['small'] ?? {},
  runs: 2000,
  length: 20,
  seed: 1,
};
const who = 'a test';

test('what a check finds is kept, and is known without a search the next time', async () => {
  const folder = join(root, 'kept');
  const first = await checkAndKeep(subject, options, { folder, who });
  expect(first).toMatchObject({ verdict: 'violated', known: [], kept: { how: 'new' } });
  const path = first.kept?.path ?? '';
  expect((await readTrace(path)).foundBy).toMatchObject({ who, seed: 1, run: first.runs, length: 20 });
  const second = await checkAndKeep(subject, options, { folder, who });
  expect(second).toMatchObject({ verdict: 'violated', runs: 0, kept: { path, how: 'known' } });
  expect(second.known).toContainEqual({ file: path, verdict: 'reproduced', notes: [] });
});

test('without a folder nothing is kept', async () => {
  const before = readdirSync(root);
  expect(await checkAndKeep(subject, options, { folder: null, who })).toMatchObject({
    verdict: 'violated',
    kept: null,
  });
  expect(readdirSync(root)).toEqual(before);
});

test('a folder that is a file is an error before the search', async () => {
  const folder = join(root, 'file');
  writeFileSync(folder, '');
  await expect(checkAndKeep(subject, options, { folder, who })).rejects.toThrow(UnreadableFolder);
});

test('a counterexample that cannot be written is reported, and the verdict stands', async () => {
  // A link to nothing reads as a folder that is not there yet, and cannot be made one.
  const folder = join(root, 'link');
  symlinkSync(join(root, 'nothing'), folder);
  const errors: Error[] = [];
  const onNotKept = (error: Error): number => errors.push(error);
  const report = await checkAndKeep(subject, options, { folder, who, onNotKept });
  expect(report).toMatchObject({ verdict: 'violated', kept: null });
  expect(errors).toHaveLength(1 + report.others.length);
});
