import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { everySystemOf } from '../../src/kernel/subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { applyPatch } from './planted-bug.ts';
import { systemBugs } from './system-bugs.ts';

const root = join(import.meta.dirname, '../..');
const files = systemBugs.map(({ patch }) => patch.file);

test.each(systemBugs)('the patch of this bug applies, and the source still parses: $name', ({ patch }) => {
  const source = readFileSync(join(root, patch.file), 'utf8');
  const patched = applyPatch(source, patch);
  expect(patched).not.toBe(source);
  expect(parseSync(patch.file, patched).errors).toEqual([]);
});

test('no two planted bugs have the same name or the same patch', () => {
  expect(new Set(systemBugs.map(({ name }) => name)).size).toBe(systemBugs.length);
  expect(new Set(systemBugs.map(({ patch }) => JSON.stringify(patch))).size).toBe(systemBugs.length);
});

test('each planted bug is in a real system, on systems that its subject has', () => {
  for (const { subject, systems, patch } of systemBugs) {
    expect(patch.file).toMatch(/^src\/real\//);
    const known = everySystemOf(subjectOf(subject)).map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...systems]));
    expect(systems.length).toBeGreaterThan(0);
  }
});

test('sixty planted bugs need no overlap, and fifteen need two circumstances', () => {
  const alone = systemBugs.filter(({ isRace }) => isRace !== true);
  expect(alone.length).toBeGreaterThanOrEqual(60);
  expect(alone.filter(({ needs }) => needs !== undefined).length).toBeGreaterThanOrEqual(15);
});

test('the planted bugs are spread over the folders of the real systems', () => {
  const folders = ['queue', 'queue/sqlite', 'queue/postgres', 'queue/process', 'booking', 'booking/sqlite'];
  const others = ['booking/postgres', 'booking/process', 'authority', 'authority/sqlite', 'authority/etcd'];
  const shared = ['authority/process', 'network', 'database'];
  for (const folder of [...folders, ...others, ...shared])
    expect(files.filter((file) => file.slice(0, file.lastIndexOf('/')) === `src/real/${folder}`)).not.toEqual([]);
});
