import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCounterexamples } from '../../src/corpus/counterexamples.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultbook-corpus-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('processes that write the same finding leave one file, with the shortest run', async () => {
  // Each writes runs of many lengths, in another order, as fast as it can.
  const writers = [3, 5, 7].map((stride) => fork(new URL('./writer.ts', import.meta.url), [folder, String(stride)]));
  await Promise.all(writers.map((writer) => once(writer, 'message')));
  for (const writer of writers) writer.send('go');
  const codes = await Promise.all(writers.map((writer) => once(writer, 'exit')));
  expect(codes.map(([code]) => code as number)).toEqual([0, 0, 0]);
  const files = await readCounterexamples(folder);
  expect(files.map(({ trace }) => trace?.commands.map(({ type }) => type))).toEqual([['up', 'down']]);
  expect(readdirSync(folder)).toHaveLength(1);
});
