import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderOutcomes } from '../../src/report/outcomes.ts';
import { renderHead } from '../../src/report/set-up.ts';
import { linesOfRows, table } from '../../src/report/table.ts';
import { paragraph, wrappedList } from '../../src/report/wrapped.ts';

const words = fc.array(fc.stringMatching(/^[a-z]{1,12}( [0-9]{1,4})?$/), { minLength: 1, maxLength: 30 });

test('a list is wrapped after commas only, whole, and with no needlessly wide line', () => {
  const property = fc.property(words, fc.integer({ min: 1, max: 60 }), (items, columns) => {
    const lines = wrappedList(items, columns);
    expect(lines.map((line) => line.trimStart()).join(' ')).toBe(items.join(', '));
    expect(lines.slice(0, -1).every((line) => line.endsWith(','))).toBe(true);
    // Wider only where a single item is.
    expect(lines.filter((line) => line.length > columns && line.trimStart().includes(', '))).toEqual([]);
    expect(lines.slice(1).every((line) => /^ {2}\S/.test(line))).toBe(true);
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
});

const counts = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`outcomeNumber${index}`, 1000 + index]));

test('the outcomes of a check fit on a terminal of 80 columns, however many there are', () => {
  const lines = renderOutcomes({ deliver: counts, tick: { ticked: 1 } });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const [header, first, second] = lines;
  expect(header).toBe('command  outcomes');
  expect(first).toMatch(/^deliver  outcomeNumber14 1,014, .*,$/);
  expect(second).toMatch(/^ {11}outcomeNumber/);
  expect(lines.at(-1)).toBe('tick     ticked 1');
  expect(lines.join(' ').match(/outcomeNumber\d+ 1,0\d\d/g)).toHaveLength(15);
});

test('how a subject is set up fits as well', () => {
  const scope = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`thingsOfKind${'abcdefghijkl'[index]}s`, 3]),
  );
  const lines = renderHead('queue on sqlite', { fencing: false }, scope, ['seed 1']);
  expect(lines.length).toBeGreaterThan(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[0]).toMatch(/^queue on sqlite, without fencing, 3 things of kindas, /);
  expect(lines.at(-1)).toMatch(/^ {2}.*, seed 1$/);
});

const sentence = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 60 });

test('a sentence of any length fits into 80 columns, word by word', () => {
  const property = fc.property(sentence, (all) => {
    const lines = paragraph(all.join(' '));
    expect(lines.map((line) => line.trimStart()).join(' ')).toBe(all.join(' '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.slice(1).every((line) => /^ {2}\S/.test(line))).toBe(true);
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
});

test('a word that is wider than the terminal, such as a path, stays whole', () => {
  const path = `counterexamples/${'a'.repeat(90)}.json`;
  expect(paragraph(`kept: ${path} now`)).toEqual(['kept:', `  ${path}`, '  now']);
});

test('a table of any cells fits into 80 columns, and loses none of their letters', () => {
  const rows = fc.array(fc.tuple(sentence, sentence, sentence), { minLength: 1, maxLength: 6 });
  const property = fc.property(rows, (cells) => {
    const texts = cells.map((row) => row.map((one) => one.join(' ')));
    const lines = table(['#', 'one', 'other'], texts);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const letters = (text: string): string => text.replaceAll(/\s/g, '').split('').toSorted().join('');
    expect(letters(lines.join(''))).toBe(letters(['#', 'one', 'other', ...texts.flat()].join('')));
  });
  fc.assert(property, { numRuns: 40, seed: 1 });
});

test('the lines of a row stay together, and columns that fit stay as they are', () => {
  const long = 'a sentence that is too long for what is left of the line beside the others';
  expect(linesOfRows(['#', 'who', 'what'], [['1', 'me', long]], 40)).toEqual([
    ['#  who  what'],
    ['1  me   a sentence that is too long for', '          what is left of the line', '          beside the others'],
  ]);
});
