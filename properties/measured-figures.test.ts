import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unmarkedFigures } from './measured-figures.ts';

const root = join(import.meta.dirname, '..');
const documents = globSync('{*,{docs,bench,examples,postmortems,failure_modes}/**/*}.md', { cwd: root });

describe('a figure that depends on the machine', () => {
  test.each([
    'A run takes 648 µs.',
    'The check makes 4,300 runs a second.',
    'Two threads are 1.3 times as fast as one.',
    'The times are the median of five rounds.',
    'It ends in about half a minute.',
    '```\nwhat     runs/s\ncheck    1,738\n```',
  ])('needs the commit at which it was measured: %s', (text) => {
    expect(unmarkedFigures(`# Costs\n\n${text}\n`)).toEqual([text]);
    expect(unmarkedFigures(`# Costs\n\nAs of today (measured at 1a2b3c4):\n\n${text}\n`)).toEqual([]);
  });

  test('has its mark in its section, and a table in the paragraph before it', () => {
    const table = '```\nruns/s\n10\n```';
    const marked = 'A step takes 2 µs (measured at 1a2b3c4).';
    expect(unmarkedFigures(`## Steps\n\n${marked}\n\n## Runs\n\nA run takes 9 µs.\n`)).toEqual(['A run takes 9 µs.']);
    expect(unmarkedFigures(`## Steps\n\n${marked}\n\nIn numbers:\n\n${table}\n`)).toEqual([table]);
  });

  test('is no figure of a rule, of a scope or of a simulation', () => {
    const rules =
      'Leases of 30 s, messages of 5 ms, 100 transfers a second, 90 % of the attempts, three times as given.';
    expect(unmarkedFigures(rules)).toEqual([]);
  });

  test.each(documents)('has its commit in %s', (path) => {
    expect(unmarkedFigures(readFileSync(join(root, path), 'utf8'))).toEqual([]);
  });
});
