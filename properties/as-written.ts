import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { generatedParts, refreshed } from '../src/corpus/promoted/spec.ts';

/** Expects the files of a failure mode to be the written ones, but for the parts of the specification that a person wrote. */
export function expectAsWritten(folder: string, files: ReadonlyMap<string, string>): void {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const spec = files.get('spec.md') ?? '';
  expect(generatedParts(spec)).toHaveLength(6);
  expect(generatedParts(read('spec.md'))).toEqual(generatedParts(spec));
  expect(refreshed(read('spec.md'), spec)).toBe(read('spec.md'));
  const written = [...files.keys()].filter((path) => path !== 'spec.md');
  expect(written).toHaveLength(4);
  for (const path of written) expect(read(path)).toBe(files.get(path));
}
