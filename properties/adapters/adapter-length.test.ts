import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const adapters = join(import.meta.dirname, '../../src/adapters');

test('no file of an adapter is longer than 150 lines', () => {
  const lengths = globSync('*/*.ts', { cwd: adapters }).map((path) => ({
    path,
    lines: readFileSync(join(adapters, path), 'utf8').split('\n').length - 1,
  }));
  expect(lengths.length).toBeGreaterThan(10);
  expect(lengths.filter(({ lines }) => lines > 150)).toEqual([]);
});
