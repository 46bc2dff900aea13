import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { moduleMarker } from '../../src/corpus/promoted/module-marker.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['{ "type": "module" }', false],
  ['{ "type": "commonjs" }', true],
  ['{}', true],
  ['null', true],
  ['{', true],
])('failure modes in a package of %s have a package.json of their own: %s', (manifest, isMarked) => {
  writeFileSync(join(root, 'package.json'), manifest);
  const folder = join(root, 'kept/failure_modes');
  const files = Object.fromEntries(moduleMarker(folder));
  expect(files).toEqual(isMarked ? { 'package.json': '{ "type": "module" }\n' } : {});
});

test('the nearest package.json counts', () => {
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  const inner = join(root, 'inner');
  mkdirSync(inner);
  writeFileSync(join(inner, 'package.json'), '{}');
  expect(moduleMarker(join(inner, 'failure_modes')).size).toBe(1);
  expect(moduleMarker(join(root, 'failure_modes')).size).toBe(0);
});
