import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderSearched } from '../../src/report/searched-table.ts';
import { searchedLibraries } from '../../src/subjects/searched-libraries.ts';

const root = join(import.meta.dirname, '../..');

test('docs/explanation/one-policy-off.md has what start --all prints', () => {
  const page = readFileSync(join(root, 'docs/explanation/one-policy-off.md'), 'utf8');
  const env = { ...process.env, NO_COLOR: '1' };
  const printed = execFileSync(process.execPath, [join(root, 'bin/faultbook.js'), 'start', '--all'], {
    env,
    encoding: 'utf8',
  });
  const [tour = '', libraries] = printed.split('\n\nQueue libraries\n');
  expect(page).toContain(`\`\`\`\n${tour}\n\`\`\``);
  expect(libraries).toBe(`${renderSearched(searchedLibraries).join('\n')}\n`);
});
