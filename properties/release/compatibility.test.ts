import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { traceSchemas } from '../../src/corpus/trace-versions.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/reference/compatibility.md');

test('the page on compatibility names the versions of traces that are read', () => {
  const versions = Object.keys(traceSchemas);
  expect(page).toContain(`| ${versions.slice(0, -1).join(', ')} and ${versions.at(-1)} (3 is of the laboratory) |`);
});

test('the page on compatibility names each Node and each module of the package', () => {
  const { engines, exports } = JSON.parse(read('package.json')) as { engines: { node: string }; exports: object };
  expect(engines.node).toBe('^22.18 || >=24');
  expect(page).toContain('runs on Node 22.18 and 24');
  for (const path of Object.keys(exports).filter((one) => /^\.\/[a-z]+$/.test(one)))
    expect(page).toContain(`/${path.slice(2)}\``);
});
