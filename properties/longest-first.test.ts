import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longestFiles } from './longest-first.ts';

const root = join(import.meta.dirname, '..');

test('the test files to begin with exist, each once', () => {
  expect(longestFiles.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(new Set(longestFiles).size).toBe(longestFiles.length);
});
