import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Expects a document to have this text, with a figure that the test has just counted. */
export function expectQuoted(document: string, text: string): void {
  const isQuoted = readFileSync(join(root, document), 'utf8').includes(text);
  expect(isQuoted, `${document} has: ${text}`).toBe(true);
}
