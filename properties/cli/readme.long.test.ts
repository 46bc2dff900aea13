import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('what the README says that npm start -- --all prints is what it prints', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const env = { ...process.env, NO_COLOR: '1' };
  const printed = execFileSync(process.execPath, [join(root, 'bin/faultbook.js'), 'start', '--all'], {
    env,
    encoding: 'utf8',
  });
  expect(readme).toContain(`\`\`\`\n${printed.trimEnd()}\n\`\`\``);
});
