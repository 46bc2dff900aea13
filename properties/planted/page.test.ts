import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collections } from './collections.ts';
import type { Verdict } from './judge.ts';
import { pageOf } from './page.ts';

const patch = { file: 'src/a.ts', replaces: '1', by: '2' };
const bug: Omit<Verdict, 'judged'> = {
  collection: 'doors',
  name: 'a door | opens by `itself`',
  subject: 'house',
  breaks: 'INV_9',
  patch,
  line: 7,
  because: null,
};
const page = pageOf([
  {
    collection: { name: 'doors', about: 'Doors.' },
    verdicts: [
      { ...bug, judged: { foundBy: 'properties/house/doors.test.ts: the house > stays shut', seconds: 1 } },
      { ...bug, judged: { foundBy: 'explore: INV_9', seconds: 1 } },
      { ...bug, judged: { foundBy: null, seconds: 1 } },
      { ...bug, judged: { foundBy: null, seconds: 1 }, because: 'it stays shut' },
      { ...bug, judged: null },
    ],
  },
]);

test('the page counts the bugs of each collection by their result', () => {
  expect(page).toContain('| [doors](#doors) | 5 | 2 | 1 | 1 | 1 |');
});

test('the page has a row for each judged bug, with the test that found it', () => {
  expect(page.split('\n').filter((line) => line.startsWith('| `src/a.ts:7`'))).toEqual(
    ['`properties/house/doors.test.ts`', '`explore: INV_9`', '**not found**', 'not found: it stays shut'].map(
      (result) => `| \`src/a.ts:7\` | \`INV_9\` | \`\` a door \\| opens by \`itself\` \`\` | ${result} |`,
    ),
  );
});

test('the page counts the bugs that are not judged yet, by file', () => {
  expect(page).toMatch(/Not judged yet[^]*- `src\/a\.ts`: 1 bug\n$/);
});

const written = readFileSync(join(import.meta.dirname, '../../docs/explanation/planted.md'), 'utf8');

test('the page in the repository has the introduction of a page that is written today', () => {
  const introductionOf = (text: string): string => text.slice(0, text.indexOf('| collection |'));
  expect(introductionOf(page)).not.toBe('');
  expect(introductionOf(written)).toBe(introductionOf(page));
});

test('the page in the repository has a section for each collection', () => {
  const sections = written.match(/^## .*$/gm);
  expect(sections).toEqual(collections.map(({ name }) => `## ${name}`));
});
